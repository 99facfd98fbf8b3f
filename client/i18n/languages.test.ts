import { expect, test } from 'vitest'
import { languages } from '../../shared/preferences.ts'
import { faultText } from './fault-text.ts'
import { loadWords } from './load.ts'

/** What is the same in English and elsewhere on purpose: names of languages, and what is made of no words. */
const sameEverywhere = new Set([
  'sidebar.count',
  'dir',
  'compose.commands.shrug',
  'language.names.en',
  'language.names.zh-CN',
  'language.names.ja',
])

type Leaf = string | ((...given: never[]) => unknown)
const leavesOf = (words: object, path = ''): [path: string, leaf: Leaf][] =>
  Object.entries(words).flatMap(([key, value]: [string, Leaf | object]) =>
    typeof value === 'object'
      ? leavesOf(value, `${path}${key}.`)
      : [[path + key, value] as [string, Leaf]],
  )
/** A sentence with parts is compared by how it is written. */
const written = (leaf: Leaf | undefined) => String(leaf)
const isSentence = ([path]: [string, Leaf]) => !path.startsWith('faults.')

const en = await loadWords('en')
const english = leavesOf(en).filter(isSentence)
const others = languages.filter((language) => language !== 'en')

test.each(others)('%s says all that English says, and nothing more', async (language) => {
  const words = leavesOf(await loadWords(language)).filter(isSentence)
  expect(words.map(([path]) => path).sort()).toEqual(english.map(([path]) => path).sort())
  expect(words.filter(([, leaf]) => leaf === '').map(([path]) => path)).toEqual([])
})

test.each(others)('%s is translated', async (language) => {
  const words = new Map(leavesOf(await loadWords(language)))
  const left = english
    .filter(
      ([path, leaf]) => !sameEverywhere.has(path) && written(words.get(path)) === written(leaf),
    )
    .map(([path]) => path)
  expect(left).toEqual([])
})

test('every language knows the same faults', async () => {
  const [first, ...rest] = await Promise.all(
    others.map(async (language) => Object.keys((await loadWords(language)).faults).sort()),
  )
  for (const known of rest) expect(known).toEqual(first)
})

test('a fault is told in the language of the page, or as the server said it', async () => {
  const ja = await loadWords('ja')
  const taken = { code: 'conflict', field: 'email', message: 'An account exists.' } as const
  const odd = { code: 'conflict', field: 'odd', message: 'This is odd.' } as const
  expect(faultText(ja, taken)).toMatch(/すでにあります/)
  expect(faultText(ja, odd)).toBe('This is odd.')
  expect(faultText(en, taken)).toBe('An account exists.')
})

test('numbers and plurals follow the language', async () => {
  const [zh, ja] = await Promise.all([loadWords('zh-CN'), loadWords('ja')])
  expect(en.chat.members(1)).toBe('1 member')
  expect(en.chat.members(1200)).toBe('1,200 members')
  expect(zh.chat.members(1200)).toBe('1,200 位成员')
  expect(ja.sidebar.chat('ops', 100, 1)).toBe('ops、未読 99+ 件、メンション 1 件')
})
