import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { UserId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { attempted, hasMine, isDone, together } from './attempts.ts'
import { createHistory } from './testing/history.ts'

const me = newId<UserId>()
const other = newId<UserId>()

const message = () => {
  const history = createHistory()
  history.send('hello')
  history.react(1, other, '👍')
  const [said] = history.page({}).messages
  if (!said) throw new Error('a message was sent')
  return said
}
const attempts = fc.record(
  {
    body: fc.constantFrom('hello', 'hello!'),
    pinned: fc.boolean(),
    reactions: fc.dictionary(fc.constantFrom('👍', '🎉'), fc.boolean()),
  },
  { requiredKeys: [] },
)

test('what was attempted shows, whether or not it has come true', () => {
  fc.assert(
    fc.property(attempts, attempts, (first, second) => {
      const attempt = together(first, second)
      const once = attempted(message(), attempt, me)
      expect(isDone(once, attempt, me)).toBe(true)
      expect(attempted(once, attempt, me)).toEqual(once)
    }),
  )
})

test('others’ reactions stay, and a chip without anybody goes', () => {
  const on = attempted(message(), { reactions: { '👍': true, '🎉': true } }, me)
  expect(on.reactions).toEqual([
    { emoji: '👍', userIds: [other, me] },
    { emoji: '🎉', userIds: [me] },
  ])
  const off = attempted(on, { reactions: { '👍': false, '🎉': false } }, me)
  expect(off.reactions).toEqual([{ emoji: '👍', userIds: [other] }])
  expect(hasMine(off, '👍', me)).toBe(false)
})

test('a deleted message says nothing', () => {
  const gone = attempted(message(), { deleted: true }, me)
  expect(gone).toMatchObject({ body: '', reactions: [] })
  expect(isDone(gone, { deleted: true }, me)).toBe(true)
  expect(isDone(message(), { deleted: true }, me)).toBe(false)
})
