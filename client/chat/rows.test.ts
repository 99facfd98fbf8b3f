import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clock } from '../lib/time.ts'
import type { Unread } from './rows.ts'
import { rowsOf } from './rows.ts'

const said = (seq: number | null, senderId: string, createdAt: string, more = {}) => ({
  id: `${senderId} ${createdAt}`,
  seq,
  senderId,
  createdAt,
  deletedAt: null as string | null,
  notice: null as { kind: string } | null,
  emote: false,
  thread: null as object | null,
  ...more,
})
const joined = (seq: number, who: string, at: string) =>
  said(seq, who, at, { notice: { kind: 'joined' } })
const days = (
  messages: ReturnType<typeof said>[],
  unread: Unread | null = null,
  timeZone = 'UTC',
) =>
  rowsOf(messages, {
    clock: clock('en-US', timeZone),
    me: 'ada',
    unread,
    now: '2026-11-24T12:00:00Z',
  })
const shape = (...given: Parameters<typeof days>) =>
  days(...given).flatMap(({ rows }) => [
    'day',
    ...rows.map((row) =>
      row.kind === 'message'
        ? row.first
          ? 'first'
          : 'more'
        : row.kind === 'folded'
          ? `${row.messages.length} ${row.what}`
          : row.kind,
    ),
  ])

test('messages of one author within five minutes form a group', () => {
  expect(
    shape([
      said(1, 'ada', '2026-11-23T09:00:00Z'),
      said(2, 'ada', '2026-11-23T09:05:00Z'),
      said(3, 'ada', '2026-11-23T09:10:01Z'),
      said(4, 'bo', '2026-11-23T09:10:02Z'),
    ]),
  ).toEqual(['day', 'first', 'more', 'first', 'first'])
})

test('what somebody says of oneself is a line of its own', () => {
  const at = '2026-11-23T09:00:00Z'
  expect(
    shape([said(1, 'ada', at), said(2, 'ada', at, { emote: true }), said(3, 'ada', at)]),
  ).toEqual(['day', 'first', 'first', 'first'])
})

test('a new day cuts a group, by the reader’s calendar', () => {
  const around = [said(1, 'ada', '2026-11-23T22:59:00Z'), said(2, 'ada', '2026-11-23T23:01:00Z')]
  expect(shape(around)).toEqual(['day', 'first', 'more'])
  expect(shape(around, null, 'Europe/Berlin')).toEqual(['day', 'first', 'day', 'first'])
})

test('the line of the unread stands once, before the first of others', () => {
  expect(
    shape(
      [
        said(1, 'bo', '2026-11-23T09:00:00Z'),
        said(2, 'ada', '2026-11-23T09:01:00Z'),
        said(3, 'bo', '2026-11-23T09:02:00Z'),
        said(4, 'bo', '2026-11-23T09:03:00Z'),
        said(null, 'ada', '2026-11-23T09:03:01Z'),
      ],
      { after: 1, upTo: 4 },
    ),
  ).toEqual(['day', 'first', 'first', 'new', 'first', 'more', 'first'])
})

test('what arrives while one reads is not new', () => {
  const read = said(1, 'bo', '2026-11-23T09:00:00Z')
  const arrived = said(2, 'bo', '2026-11-23T09:01:00Z')
  expect(shape([read, arrived], { after: 1, upTo: 1 })).toEqual(['day', 'first', 'more'])
})

test('people who come one after the other are told in one line', () => {
  expect(
    shape([
      joined(1, 'ada', '2026-11-23T09:00:00Z'),
      joined(2, 'bo', '2026-11-23T09:20:00Z'),
      said(3, 'bo', '2026-11-23T09:20:01Z'),
      joined(4, 'cleo', '2026-11-23T09:21:00Z'),
      said(5, 'cleo', '2026-11-23T09:22:00Z', { notice: { kind: 'left' } }),
    ]),
  ).toEqual(['day', '2 joined', 'first', '1 joined', '1 left'])
})

test('a deleted message leaves a trace for a day, and for good where replies hang on it', () => {
  const fresh = said(1, 'bo', '2026-11-23T09:00:00Z', { deletedAt: '2026-11-24T11:00:00Z' })
  const old = { ...fresh, deletedAt: '2026-11-23T11:00:00Z' }
  expect(shape([fresh])).toEqual(['day', 'first'])
  expect(shape([old])).toEqual([])
  expect(shape([{ ...old, thread: { replies: 1 } }])).toEqual(['day', 'first'])
})

test('every message is told exactly once and in order, and keys are its own', () => {
  const message = fc.record({
    who: fc.constantFrom('ada', 'bo'),
    minutes: fc.integer({ min: 0, max: 900 }),
    kind: fc.constantFrom(null, 'joined', 'left', 'renamed'),
  })
  fc.assert(
    fc.property(fc.array(message, { maxLength: 30 }), fc.nat({ max: 30 }), (list, after) => {
      let at = Date.parse('2026-11-22T00:00:00Z')
      const messages = list.map(({ who, minutes, kind }, index) => {
        at += minutes * 60_000 + 1
        return said(index + 1, who, new Date(at).toISOString(), { notice: kind && { kind } })
      })
      const rows = days(messages, { after, upTo: 30 }).flatMap(({ rows }) => rows)
      const told = rows.flatMap((row) =>
        row.kind === 'message' ? [row.message] : row.kind === 'folded' ? row.messages : [],
      )
      expect(told).toEqual(messages)
      expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
      const waiting = messages.some(
        ({ seq, senderId, notice }) => (seq ?? 0) > after && senderId !== 'ada' && !notice,
      )
      expect(rows.filter(({ kind }) => kind === 'new')).toHaveLength(waiting ? 1 : 0)
    }),
  )
})
