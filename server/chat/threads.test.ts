import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { messages } from '../db/schema.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'
import { threadsOf, withReply } from './threads.ts'

let app: TestApp
let chatId: ChatId
let threadId: MessageId
let ada: Actor
let bo: Actor
let cleo: Actor

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())

/** Ada has asked something in #general. */
const asked = async () => {
  const made = await app.people('ada', 'bo', 'cleo')
  ;[ada, bo, cleo] = made.actors as [Actor, Actor, Actor]
  chatId = made.world.general
  const question = draft(chatId, 'when do we ship?')
  threadId = question.id
  await ada.api.chat.send(question)
}
const reply = (body: string, more: { alsoToChannel?: boolean } = {}) => ({
  ...draft(chatId, body),
  threadId,
  ...more,
})
const root = async () =>
  (await cleo.api.chat.page({ chatId })).messages.find(({ id }) => id === threadId)
const fault = (call: Promise<unknown>) =>
  call.then(
    () => ({ code: 'ok' }),
    (error: unknown) => faultOf(error),
  )

test('replies stand in the thread, and in the chat only when sent there too', async () => {
  await asked()
  await bo.api.chat.send(reply('on Monday'))
  const both = reply('on Tuesday', { alsoToChannel: true })
  const { seq, createdAt } = await cleo.api.chat.send(both)
  const page = await ada.api.chat.page({ chatId })
  expect(page.messages.map(({ body }) => body)).toEqual(['when do we ship?', 'on Tuesday'])
  expect(page.messages.at(-1)).toMatchObject({ threadId, alsoToChannel: true, thread: null })
  expect(await root()).toMatchObject({
    rev: seq,
    thread: {
      replies: 2,
      lastReplyAt: createdAt,
      lastReplySeq: seq,
      participants: [bo.id, cleo.id],
    },
  })
  const thread = await ada.api.chat.thread({ chatId, threadId })
  expect(thread.messages.map(({ body }) => body)).toEqual(['on Monday', 'on Tuesday'])
  expect(thread.root).toEqual(await root())
  expect(thread.people.map(({ name }) => name).sort()).toEqual([
    'Ada Lovelace',
    'Bo Berg',
    'Cleo Marsh',
  ])
})

test('a thread pages like a chat', async () => {
  await asked()
  for (let n = 0; n < 7; n += 1) await bo.api.chat.send(reply(`${n}`))
  const newest = await ada.api.chat.thread({ chatId, threadId, limit: 3 })
  const before = newest.messages[0]?.seq ?? 0
  const older = await ada.api.chat.thread({ chatId, threadId, limit: 10, before })
  expect([...older.messages, ...newest.messages].map(({ body }) => Number(body))).toEqual([
    0, 1, 2, 3, 4, 5, 6,
  ])
  expect([newest.hasBefore, older.hasBefore]).toEqual([true, false])
})

test('events say what the root shows, for many replies at once and for deletes', async () => {
  await asked()
  const { seq } = await ada.api.chat.page({ chatId })
  const people = [ada, bo, cleo] as const
  const drafts = Array.from({ length: 12 }, (_, n) => ({ who: people[n % 3], one: reply(`${n}`) }))
  await Promise.all(drafts.map(async ({ who, one }) => who?.api.chat.send(one)))
  for (const { who, one } of [drafts[0], drafts[11], drafts[3]].flatMap((some) => some ?? []))
    await who?.api.chat.delete({ chatId, messageId: one.id })
  const { events } = await ada.api.chat.since({ chatId, seq })
  const told = events.flatMap((event) => ('root' in event && event.root ? [event.root.thread] : []))
  expect(told.map((thread) => thread?.replies)).toEqual([
    ...Array.from({ length: 12 }, (_, n) => n + 1),
    11,
    10,
    9,
  ])
  expect(told.at(-1)).toEqual((await root())?.thread)
  expect(events.at(-1)?.seq).toBe((await root())?.rev)
  // Ada owns the channel, so she can clear the thread.
  for (const { one } of drafts) await fault(ada.api.chat.delete({ chatId, messageId: one.id }))
  expect((await root())?.thread).toBeNull()
})

test('counting stops at its bound, and one more reply is what counting says', async () => {
  await asked()
  await app.deps.db.execute(sql`
    insert into messages
      (id, chat_id, seq, rev, changed_seq, sender_id, body, fingerprint, thread_id)
    select gen_random_uuid(), ${chatId}, n, n, n, ${bo.id}, 'x', 'x', ${threadId}
    from generate_series(1001, ${1000 + limits.threadReplies - 1}::int) n`)
  await app.deps.db.execute(sql`update chats set last_seq = 100000 where id = ${chatId}`)
  const now = async () => (await threadsOf(app.deps.db, [threadId])).get(threadId)
  expect(await now()).toMatchObject({
    replies: limits.threadReplies - 1,
    participants: [bo.id],
  })
  const send = async (who: Actor) => {
    const before = await now()
    const { seq, createdAt } = await who.api.chat.send(reply('more'))
    const added = withReply(before, { senderId: who.id, seq, at: new Date(createdAt) })
    const counted = await now()
    expect(counted).toEqual(added)
    return counted
  }
  const full = { replies: limits.threadReplies, participants: [bo.id, cleo.id] }
  expect(await send(cleo)).toMatchObject(full)
  expect(await send(ada)).toMatchObject(full)
})

test('only a live first message of the chat takes replies', async () => {
  await asked()
  const first = reply('a reply')
  await bo.api.chat.send(first)
  const to = (id: MessageId) => ({ ...draft(chatId, 'hm'), threadId: id })
  expect(await fault(bo.api.chat.send(to(first.id)))).toMatchObject({
    code: 'not_found',
    field: 'threadId',
  })
  const foreign = await app.people('dana')
  const [dana] = foreign.actors as [Actor]
  const theirs = draft(foreign.world.general, 'elsewhere')
  await dana.api.chat.send(theirs)
  expect(await fault(bo.api.chat.send(to(theirs.id)))).toMatchObject({ code: 'not_found' })
  expect(await fault(bo.api.chat.thread({ chatId, threadId: theirs.id }))).toMatchObject({
    code: 'not_found',
  })
  await ada.api.chat.delete({ chatId, messageId: threadId })
  expect(await fault(bo.api.chat.send(reply('too late')))).toMatchObject({ code: 'conflict' })
  expect(await root()).toMatchObject({ body: '', thread: { replies: 1 } })
  expect((await bo.api.chat.thread({ chatId, threadId })).messages).toHaveLength(1)
})

test('a resend is one reply; the same id elsewhere is a conflict', async () => {
  await asked()
  const message = reply('once')
  const ack = await bo.api.chat.send(message)
  expect(await bo.api.chat.send(message)).toEqual(ack)
  const topLevel = { id: message.id, chatId, body: message.body }
  expect(await fault(bo.api.chat.send(topLevel))).toMatchObject({ code: 'conflict', field: 'id' })
  expect(await fault(bo.api.chat.send({ ...message, alsoToChannel: true }))).toMatchObject({
    code: 'conflict',
  })
})

test('a reply waits in its thread, not in the chat', async () => {
  await asked()
  const { seq: end } = await bo.api.chat.page({ chatId })
  for (const who of [ada, bo, cleo]) await who.api.chat.markRead({ chatId, seq: end })
  const waiting = async (who: Actor) => {
    const { unread, mentions } = await who.api.chat.get({ chatId })
    const thread = await who.api.chat.thread({ chatId, threadId })
    return { unread, mentions, following: thread.following, inThread: thread.unread }
  }
  await bo.api.chat.send(reply('ask @Cleo Marsh'))
  expect(await waiting(ada)).toEqual({ unread: 0, mentions: 0, following: true, inThread: 1 })
  expect(await waiting(bo)).toEqual({ unread: 0, mentions: 0, following: true, inThread: 0 })
  expect(await waiting(cleo)).toEqual({ unread: 0, mentions: 0, following: true, inThread: 1 })
  const { seq } = await bo.api.chat.send(reply('and @cleo again', { alsoToChannel: true }))
  expect(await waiting(cleo)).toEqual({ unread: 1, mentions: 1, following: true, inThread: 2 })
  expect(await cleo.api.chat.markRead({ chatId, threadId, seq })).toEqual({ readSeq: seq })
  expect(await waiting(cleo)).toEqual({ unread: 1, mentions: 1, following: true, inThread: 0 })
  expect(await cleo.api.chat.markRead({ chatId, threadId, seq: 1 })).toEqual({ readSeq: seq })
})

test('who stopped following comes back by replying, not by being named', async () => {
  await asked()
  await bo.api.chat.send(reply('@Cleo Marsh?'))
  await cleo.api.chat.unfollow({ chatId, threadId })
  await cleo.api.chat.unfollow({ chatId, threadId })
  await bo.api.chat.send(reply('@Cleo Marsh!'))
  const follows = async () => (await cleo.api.chat.thread({ chatId, threadId })).following
  expect(await follows()).toBe(false)
  expect(await fault(cleo.api.chat.markRead({ chatId, threadId, seq: 1 }))).toMatchObject({
    code: 'conflict',
    field: 'threadId',
  })
  await cleo.api.chat.send(reply('I am here'))
  expect(await follows()).toBe(true)
  const told = () =>
    app.events.flatMap((event) =>
      event.type === 'thread.followed' && event.userId === cleo.id ? [event.following] : [],
    )
  await app.event('thread.followed', ({ userId }) => userId === cleo.id && told().length === 3)
  expect(told()).toEqual([true, false, true])
})

test('an edit keeps what hangs on a message', async () => {
  await asked()
  await bo.api.chat.send(reply('Monday'))
  await bo.api.chat.react({ chatId, messageId: threadId, emoji: '👀' })
  const edited = await ada.api.chat.edit({ chatId, messageId: threadId, body: 'ship when?' })
  expect(edited).toEqual(await root())
  expect(edited).toMatchObject({ thread: { replies: 1 }, reactions: [{ emoji: '👀' }] })
})

test('whoever left the chat is told nothing more of its threads', async () => {
  await asked()
  await ada.api.chat.leave({ chatId })
  await bo.api.chat.send(reply('still there?'))
  await app.event('thread.followed', ({ userId }) => userId === bo.id)
  const told = app.events.filter(
    (event) => event.type === 'thread.followed' && event.userId === ada.id,
  )
  expect(told).toEqual([])
  const rows = await app.deps.db.select().from(messages).where(eq(messages.threadId, threadId))
  expect(rows).toHaveLength(1)
})
