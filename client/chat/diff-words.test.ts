import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffWords } from './diff-words.ts'

const without = (kind: 'added' | 'removed', changes: ReturnType<typeof diffWords>) =>
  changes
    .filter((change) => change.kind !== kind)
    .map(({ text }) => text)
    .join('')

test('names the words that came and went', () => {
  expect(diffWords('ship on Friday, please', 'ship on Monday, please')).toEqual([
    { kind: 'same', text: 'ship on ' },
    { kind: 'removed', text: 'Friday' },
    { kind: 'added', text: 'Monday' },
    { kind: 'same', text: ', please' },
  ])
  expect(diffWords('周四见', '周五见')).toHaveLength(4)
})

test('loses nothing: without what was added it is the old text, without what was removed the new one', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', ' ', '\n', '見', '😀', 'word'), { maxLength: 40 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const changes = diffWords(before, after)
      expect(without('added', changes)).toBe(before)
      expect(without('removed', changes)).toBe(after)
    }),
  )
})

test('gives up on finding small changes in what is too long', () => {
  const [before, after] = ['x '.repeat(2000), 'y '.repeat(2000)]
  expect(without('added', diffWords(before, after))).toBe(before)
})
