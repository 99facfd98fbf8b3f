import { expect, test } from 'vitest'
import { clock } from '../lib/time.ts'
import { rowsOf } from './rows.ts'

const said = (seq: number | null, senderId: string, createdAt: string) => ({
  id: `${senderId} ${createdAt}`,
  seq,
  senderId,
  createdAt,
})
const nothing = { after: 99, upTo: 99 }
const shape = (messages: ReturnType<typeof said>[], unread = nothing, timeZone = 'UTC') =>
  rowsOf(messages, { clock: clock('en-US', timeZone), me: 'ada', unread }).map((row) =>
    row.kind === 'message' ? (row.first ? 'first' : 'more') : row.kind,
  )

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

test('a new day cuts a group, by the reader’s calendar', () => {
  const around = [said(1, 'ada', '2026-11-23T22:59:00Z'), said(2, 'ada', '2026-11-23T23:01:00Z')]
  expect(shape(around)).toEqual(['day', 'first', 'more'])
  expect(shape(around, nothing, 'Europe/Berlin')).toEqual(['day', 'first', 'day', 'first'])
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
