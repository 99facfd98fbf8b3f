import { expect, test } from 'vitest'
import { termsOf } from './terms.ts'

test.each([
  ['When did we decide about the launch?', ['launch', 'decid']],
  ['Wann ist die Grillfeier?', ['grillfeier']],
  ['我们什么时候发布?', ['发布']],
  ['ISO 9001 or 7?', ['9001', 'iso', '7']],
  ['what is it?', []],
])('%s', (question, terms) => expect(termsOf(question)).toEqual(terms))

test('a long question makes few searches', () => {
  const words = Array.from({ length: 500 }, (_, n) => `word${n}`)
  expect(termsOf(words.join(' '))).toHaveLength(8)
})
