import { readFileSync } from 'node:fs'
import { asc, eq } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Event } from '../../shared/events.ts'
import type { ChatId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { openPglite } from '../adapters/database/pglite.ts'
import type { Db } from '../db/database.ts'
import { deadLetters, inbox, outbox } from '../db/schema.ts'
import { dumpPath } from '../testing/global-setup.ts'
import { ada, said } from '../testing/said.ts'
import { blank } from './blank.ts'
import { deadLetterInto } from './dead-letter.ts'
import { on } from './on.ts'
import { once } from './once.ts'
import type { NewEvent } from './record.ts'
import { record } from './record.ts'
import { toEvent } from './to-event.ts'

let database: Awaited<ReturnType<typeof openPglite>>
let db: Db
beforeAll(async () => {
  database = await openPglite(null, readFileSync(dumpPath()))
  db = database.db
})
afterAll(() => database.stop())

const recorded = async (...events: NewEvent[]) => {
  const before = await db.$count(outbox)
  await db.transaction((tx) => record(tx, ...events))
  const rows = await db.select().from(outbox).orderBy(asc(outbox.id)).offset(before)
  return rows.map((row) => ({ row, event: toEvent(row) }))
}

test('an event that is recorded comes back as it was, whatever its kind', async () => {
  const chatId = newId<ChatId>()
  const workspaceId = newId<WorkspaceId>()
  const at = '2026-11-23T10:00:00.123Z'
  const message = said(chatId, 2, 'hi "there" 你好 👋')
  const events: NewEvent[] = [
    { ...message, at },
    { type: 'member.left', workspaceId, chatId, seq: 3, userId: ada, at },
    {
      type: 'message.deleted',
      workspaceId,
      chatId,
      seq: 4,
      messageId: message.message.id,
      messageSeq: 2,
      by: ada,
      at,
    },
    { type: 'read.moved', userId: ada, chatId, readSeq: 4, at },
    { type: 'session.revoked', userId: ada, sessionIds: ['a'], at },
    {
      type: 'workspace.member-joined',
      workspaceId,
      person: { id: newId<UserId>(), name: 'Bo', isBot: false },
      role: 'member',
      at,
    },
  ]
  const rows = await recorded(...events)
  expect(rows.map(({ event }) => event)).toEqual(
    rows.map(({ row }, index) => ({ v: 1, id: String(row.id), ...events[index] })),
  )
  for (const { event } of rows) expect(Event.parse(event)).toEqual(event)
  expect(rows.map(({ row }) => row.messageId)).toEqual([
    message.message.id,
    null,
    message.message.id,
    null,
    null,
    null,
  ])
})

test('an event lives and dies with its transaction, and no event is no statement', async () => {
  const before = await db.$count(outbox)
  await expect(
    db.transaction(async (tx) => {
      await record(tx, said(newId<ChatId>(), 1, 'never'))
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await db.transaction((tx) => record(tx))
  expect(await db.$count(outbox)).toBe(before)
})

test('blanking takes a message’s words out of the log and of the dead letters, and nobody else’s', async () => {
  const chatId = newId<ChatId>()
  const [secret, other] = [said(chatId, 1, 'the secret'), said(chatId, 2, 'harmless')]
  secret.message.mentions = [ada]
  const [first] = await recorded(secret, other, {
    type: 'message.edited',
    workspaceId: secret.workspaceId,
    chatId,
    seq: 3,
    message: { ...secret.message, body: 'the secret, again' },
  })
  if (!first) throw new Error('nothing was recorded')
  const letter = { eventId: first.event.id, payload: first.event, reason: 'no' }
  await deadLetterInto(db, pino({ level: 'silent' }))('indexer', letter)
  await db.transaction((tx) => blank(tx, [secret.message.id]))
  const rows = await db
    .select()
    .from(outbox)
    .where(eq(outbox.chatId, chatId))
    .orderBy(asc(outbox.seq))
  const left = rows.map((row) => toEvent(row))
  expect(left).toMatchObject([
    { message: { body: '', mentions: [], seq: 1 } },
    { message: { body: 'harmless' } },
    { message: { body: '', mentions: [], seq: 1 } },
  ])
  for (const event of left) expect(Event.parse(event)).toEqual(event)
  expect(JSON.stringify([rows, await db.select().from(deadLetters)])).not.toContain('secret')
})

test('an effect runs once for a consumer and an event, and again if it failed', async () => {
  const effect = vi.fn(async () => {})
  await expect(
    once(db, 'bot', '7', async (tx) => {
      await tx.insert(inbox).values({ consumer: 'trace', eventId: 1 })
      throw new Error('not yet')
    }),
  ).rejects.toThrow('not yet')
  expect(await once(db, 'bot', '7', effect)).toBe(true)
  expect(await once(db, 'bot', '7', effect)).toBe(false)
  expect(await once(db, 'analytics', '7', effect)).toBe(true)
  expect(effect).toHaveBeenCalledTimes(2)
  expect(await db.select().from(inbox).where(eq(inbox.consumer, 'trace'))).toEqual([])
})

test('a table of reactions gets the kinds it names', async () => {
  const heard: string[] = []
  const handle = on({
    'message.sent': async ({ message }) => heard.push(message.body),
    'member.left': async ({ userId }, position) => heard.push(`${userId} left at ${position}`),
  })
  const chatId = newId<ChatId>()
  const events = await recorded(
    said(chatId, 1, 'hi'),
    { type: 'read.moved', userId: ada, chatId, readSeq: 1 },
    { ...said(chatId, 2, ''), type: 'member.left', userId: ada },
  )
  for (const [index, { event }] of events.entries()) await handle({ position: index + 1, event })
  expect(heard).toEqual(['hi', `${ada} left at 3`])
})

test('a dead letter is kept once, also when it is garbage that the database cannot hold', async () => {
  const error = vi.fn()
  const deadLetter = deadLetterInto(db, { error })
  const letter = { eventId: 'stream:9', payload: 'nul \0 and half a pair \ud800', reason: 'NUL \0' }
  await deadLetter('bot', letter)
  await deadLetter('bot', letter)
  const kept = await db.select().from(deadLetters).where(eq(deadLetters.eventId, 'stream:9'))
  expect(kept).toMatchObject([{ consumer: 'bot', payload: 'nul � and half a pair �' }])
  expect(error).toHaveBeenCalledTimes(1)
})
