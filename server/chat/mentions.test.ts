import { expect, test } from 'vitest'
import type { UserId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { findMentions } from './mentions.ts'

const ada = { id: newId<UserId>(), name: 'Ada Lovelace' }
const bo = { id: newId<UserId>(), name: 'Bo Berg' }
const bob = { id: newId<UserId>(), name: 'Bo Bergström' }
const bot = { id: newId<UserId>(), name: 'bot' }
const li = { id: newId<UserId>(), name: '李 雷' }
const everybody = [ada, bo, bob, bot, li]
const mentioned = (body: string) => findMentions(body, everybody)

test.each([
  ['@bot what did we decide?', [bot]],
  ['ask @Ada Lovelace, please', [ada]],
  ['ask @ADA, please', [ada]],
  ['(@ada)', [ada]],
  ['@ada and @bot and @ada again', [ada, bot]],
  ['@Bo Bergström, not the other', [bob]],
  ['@bo berg knows', [bo]],
  ['@李 雷 你好', [li]],
])('%s', (body, people) => {
  expect(mentioned(body)).toEqual(people.map(({ id }) => id))
})

test.each([
  'ada@bot.example',
  'write to ada@example.org',
  '@adam is somebody else',
  '@robots',
  '@ ada',
  'two share the first name: @bo',
  '@nobody',
  '@',
])('nobody in: %s', (body) => {
  expect(mentioned(body)).toEqual([])
})

test('at most fifty people, whatever the text', () => {
  const crowd = Array.from({ length: 80 }, (_, n) => ({ id: newId<UserId>(), name: `p${n}` }))
  expect(findMentions(crowd.map(({ name }) => `@${name}`).join(' '), crowd)).toHaveLength(50)
})
