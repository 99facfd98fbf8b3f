import { expect, test } from 'vitest'
import { loadWords } from '../i18n/load.ts'
import { completed, completion, ownCompletions, tokenAt } from './complete.ts'

const en = await loadWords('en')
const labels = (text: string, caret = text.length) =>
  ownCompletions(tokenAt(text, caret), en.search.operators).map(({ label }) => label)

test.each([
  ['f', ['from:']],
  ['plan -h', ['-has:']],
  ['plan has:', ['has:file', 'has:link', 'has:image', 'has:code', 'has:reaction']],
  ['is:p', ['is:pinned']],
  ['on:ye', ['on:yesterday', 'on:year']],
  ['sort:n', ['sort:new']],
  ['from:', []],
  ['"a phrase', []],
])('%s is completed', (text, expected) => {
  expect(labels(text).slice(0, 5)).toEqual(expected)
})

test('the token is the one that the caret is in', () => {
  expect(tokenAt('plan from:@ad more', 13)).toEqual({
    ...{ start: 5, end: 13, not: '', operator: 'from', typed: '@ad' },
  })
  expect(tokenAt('from:"Ada L', 11)).toMatchObject({ start: 0, operator: 'from', typed: 'Ada L' })
  expect(tokenAt('a ', 2)).toMatchObject({ start: 2, typed: '' })
})

test('a completion takes the place of its token and leaves the rest', () => {
  const text = 'plan from:@ad more'
  const chosen = completion('', 'from', 'Ada Lovelace', '')
  expect(completed(text, tokenAt(text, 13), chosen)).toEqual({
    ...{ text: 'plan from:"Ada Lovelace" more', caret: 25 },
  })
})
