import { expect, test } from 'vitest'
import type { UserId } from '../../shared/ids.ts'
import { isTold } from './is-told.ts'

const [ada, bo] = ['ada', 'bo'] as UserId[] as [UserId, UserId]
const now = Date.parse('2026-11-24T12:00:00Z')
const said = {
  senderId: bo,
  mentions: [] as UserId[],
  notice: null,
  threadId: null,
  alsoToChannel: false,
}
const ops = { kind: 'public', notify: 'all', mutedUntil: null } as const
const told = (
  message: Partial<Parameters<typeof isTold>[0]>,
  chat: Partial<Parameters<typeof isTold>[1]> = {},
  notifyLevel: 'all' | 'mentions' | 'none' = 'all',
) =>
  isTold(
    { ...said, ...message },
    { ...ops, ...chat },
    { me: ada, preferences: { notifyLevel }, now },
  )

test('a message of somebody else is told, one’s own and a system line are not', () => {
  expect(told({})).toBe(true)
  expect(told({ senderId: ada })).toBe(false)
  expect(told({ notice: { kind: 'joined' } })).toBe(false)
})

test('the chat’s level goes before the person’s', () => {
  expect(told({}, {}, 'mentions')).toBe(false)
  expect(told({ mentions: [ada] }, {}, 'mentions')).toBe(true)
  expect(told({}, { notify: 'mentions' })).toBe(false)
  expect(told({ mentions: [ada] }, { notify: 'none' })).toBe(false)
})

test('what is written to one alone counts as naming her', () => {
  expect(told({}, { kind: 'direct' }, 'mentions')).toBe(true)
  expect(told({}, { kind: 'group' }, 'mentions')).toBe(false)
})

test('a muted chat is quiet until its time is over', () => {
  expect(told({ mentions: [ada] }, { mutedUntil: '2026-11-24T13:00:00Z' })).toBe(false)
  expect(told({}, { mutedUntil: '2026-11-24T11:00:00Z' })).toBe(true)
})

test('a reply in a thread is told only when it names one or goes to the channel as well', () => {
  const threadId = 'root' as NonNullable<typeof said.threadId>
  expect(told({ threadId })).toBe(false)
  expect(told({ threadId, alsoToChannel: true })).toBe(true)
  expect(told({ threadId, mentions: [ada] })).toBe(true)
})
