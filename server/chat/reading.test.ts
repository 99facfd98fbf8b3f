import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChatId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'

let app: TestApp
let world: World
let ada: Actor
let bo: Actor
let general: ChatId
let plans: ChatId

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())
beforeEach(async () => {
  const made = await app.people('ada', 'bo')
  world = made.world
  ;[ada, bo] = made.actors as [Actor, Actor]
  general = world.general
  plans = (await ada.api.chat.create({ workspaceId: world.id, kind: 'private', name: 'plans' })).id
  await ada.api.chat.addMembers({ chatId: plans, userIds: [bo.id] })
})

const say = (who: Actor, chatId: ChatId, body: string) => who.api.chat.send(draft(chatId, body))
const waiting = async (chatId: ChatId) => {
  const { unread, mentions, manualUnread } = await bo.api.chat.get({ chatId })
  return { unread, mentions, manualUnread }
}
const here = () => ({ workspaceId: world.id })

test('unread from here counts from there, and being in view does not end it', async () => {
  const first = await say(ada, general, 'one')
  const second = await say(ada, general, '@Bo two')
  await bo.api.chat.markRead({ chatId: general, seq: second.seq })
  expect(await waiting(general)).toEqual({ unread: 0, mentions: 0, manualUnread: false })
  const { readSeq } = await bo.api.chat.markUnread({ chatId: general, seq: second.seq })
  expect(readSeq).toBe(second.seq - 1)
  expect(await waiting(general)).toEqual({ unread: 1, mentions: 1, manualUnread: true })
  const event = await app.event('read.moved', ({ manualUnread }) => manualUnread === true)
  expect(event).toMatchObject({ userId: bo.id, chatId: general, readSeq: second.seq - 1 })

  const third = await say(ada, general, 'three')
  await bo.api.chat.markRead({ chatId: general, seq: third.seq })
  expect(await waiting(general)).toEqual({ unread: 2, mentions: 1, manualUnread: true })
  await bo.api.chat.markUnread({ chatId: general, seq: first.seq })
  expect((await waiting(general)).unread).toBe(3)
  await bo.api.chat.markRead({ chatId: general, seq: third.seq, byHand: true })
  expect(await waiting(general)).toEqual({ unread: 0, mentions: 0, manualUnread: false })
})

test('a pointer stays within the chat, and one that does not move tells nothing', async () => {
  const { seq } = await say(ada, general, 'one')
  expect(await bo.api.chat.markUnread({ chatId: general, seq: seq + 1000 })).toEqual({
    readSeq: seq,
  })
  expect(await bo.api.chat.markRead({ chatId: general, seq: seq + 1000, byHand: true })).toEqual({
    readSeq: seq,
  })
  const moves = () => app.events.filter(({ type }) => type === 'read.moved').length
  await app.event('read.moved', (one) => one.userId === bo.id && one.manualUnread === false)
  const before = moves()
  await bo.api.chat.markRead({ chatId: general, seq: 1, byHand: true })
  const fence = await say(ada, general, 'fence')
  await app.event('message.sent', (one) => one.chatId === general && one.seq === fence.seq)
  expect(moves()).toBe(before)
})

test('all read, and back to what it was', async () => {
  await say(ada, general, 'one')
  const { seq } = await say(ada, plans, '@Bo two')
  await bo.api.chat.markUnread({ chatId: plans, seq })
  const before = [await waiting(general), await waiting(plans)]
  const { undo } = await bo.api.chat.markAllRead(here())
  expect(undo.map(({ chatId }) => chatId).sort()).toEqual([general, plans].sort())
  const nothing = { unread: 0, mentions: 0, manualUnread: false }
  expect([await waiting(general), await waiting(plans)]).toEqual([nothing, nothing])
  expect(await bo.api.chat.inbox(here())).toEqual([])
  expect(await bo.api.chat.markAllRead(here())).toEqual({ undo: [] })
  await bo.api.chat.restoreReads({ ...here(), undo })
  expect([await waiting(general), await waiting(plans)]).toEqual(before)
})

test('undo reaches no chat that is not mine, and moves nothing forward', async () => {
  const { id: secret } = await ada.api.chat.create({ ...here(), kind: 'private', name: 'secret' })
  const { seq } = await say(ada, general, 'one')
  const undo = [secret, general].map((chatId) => ({ chatId, readSeq: seq, manualUnread: false }))
  await bo.api.chat.restoreReads({ ...here(), undo })
  expect((await waiting(general)).unread).toBe(1)
  const eve = (await app.people('eve')).actors[0]
  await eve?.api.chat.restoreReads({
    workspaceId: (await eve.api.workspace.list())[0]?.id ?? '',
    undo: [{ chatId: general, readSeq: 0, manualUnread: true }],
  })
  expect((await waiting(general)).manualUnread).toBe(false)
})

test('the inbox has what waits, newest first, and nothing else', async () => {
  await say(ada, plans, 'older')
  await say(ada, general, 'newer')
  await say(bo, plans, 'my own')
  const inbox = await bo.api.chat.inbox(here())
  expect(inbox.map(({ chat, latest, sender }) => [chat.name, latest?.body, sender?.name])).toEqual([
    ['general', 'newer', 'Ada Lovelace'],
    ['plans', 'older', 'Ada Lovelace'],
  ])
  expect(inbox[0]?.chat).toMatchObject({ unread: 1 })
  expect(await ada.api.chat.inbox(here())).toMatchObject([{ chat: { id: plans } }])
  await ada.api.chat.delete({ chatId: general, messageId: inbox[0]?.latest?.id ?? '' })
  await bo.api.chat.markUnread({ chatId: general, seq: 1 })
  await bo.api.chat.markRead({ chatId: plans, seq: 1000, byHand: true })
  expect(await bo.api.chat.inbox(here())).toMatchObject([
    { chat: { id: general, unread: 0, manualUnread: true }, latest: null, sender: null },
  ])
})

test('the inbox is cut to the newest of what waits', async () => {
  const many = limits.inboxChats + 5
  await app.deps.db.execute(sql`
    with place as (
      insert into chats (id, workspace_id, kind, name, created_by, last_seq, last_message_seq, last_message_at)
      select gen_random_uuid(), ${world.id}, 'private', 'wait-' || n, ${ada.id}, 1, 1,
        timestamptz '2026-01-01' + make_interval(hours => n)
      from generate_series(1, ${many}::int) n returning id, name
    ), joined as (
      insert into chat_members (chat_id, user_id, role, joined_seq, read_seq)
      select id, ${bo.id}, 'member', 0, 0 from place
    )
    insert into messages (id, chat_id, seq, changed_seq, rev, sender_id, body, fingerprint, created_at)
    select gen_random_uuid(), id, 1, 1, 1, ${ada.id}, 'in ' || name, 'test',
      timestamptz '2026-01-01' + make_interval(hours => substr(name, 6)::int) from place`)
  const inbox = await bo.api.chat.inbox(here())
  expect(inbox.map(({ chat, latest }) => [chat.name, latest?.body, chat.unread])).toEqual(
    Array.from({ length: limits.inboxChats }, (_, index) => {
      const name = `wait-${many - index}`
      return [name, `in ${name}`, 1]
    }),
  )
})
