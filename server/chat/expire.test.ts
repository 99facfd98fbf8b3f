import { eq, inArray } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChatId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { mentions, messageEdits, messages, outbox, reactions, searchDocs } from '../db/schema.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'
import { expireMessages } from './expire.ts'

const day = 24 * 60 * 60 * 1000
const start = Date.now()
let today = 0
let app: TestApp
let world: World
let ada: Actor
let bo: Actor

beforeAll(async () => {
  app = await testApp({ override: () => ({ now: () => new Date(start + today * day) }) })
})
afterAll(() => app[Symbol.asyncDispose]())
beforeEach(async () => {
  today = 0
  const made = await app.people('ada', 'bo')
  world = made.world
  ;[ada, bo] = made.actors as [Actor, Actor]
})

const here = () => ({ workspaceId: world.id })
const at = () => ({ chatId: world.general })
const fault = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error).code,
  )
/** Sends on a day of the story. */
const say = async (who: Actor, body: string, on: number, more: object = {}) => {
  today = on
  const message = { ...draft(world.general, body), ...more }
  await who.api.chat.send(message)
  return message
}
const page = async (chatId: ChatId = world.general) => {
  const read = await ada.api.chat.page({ chatId })
  const said = read.messages.filter(({ notice }) => !notice)
  return { ...read, bodies: said.map(({ body }) => body) }
}
/** Runs the job as any number of servers would: until nothing is left to do. */
const expire = async (on: number) => {
  today = on
  let gone = 0
  for (let n; (n = await expireMessages(app.deps)) > 0;) gone += n
  return gone
}

test('what is older than the rule goes with everything that hangs on it; what is younger stays', async () => {
  const old = await say(bo, '@Ada Lovelace the old plan', 0)
  const ids = { ...at(), messageId: old.id }
  await ada.api.chat.react({ ...ids, emoji: '👍' })
  await ada.api.chat.pin(ids)
  await ada.api.chat.save(ids)
  await bo.api.chat.edit({ ...ids, body: '@Ada Lovelace the older plan' })
  await say(bo, 'the new plan', 8)
  await bo.api.chat.edit({ ...at(), messageId: old.id, body: 'the edited plan' })
  await app.event('message.edited', ({ message }) => message.body === 'the edited plan')
  expect(await expire(9)).toBe(0)

  await ada.api.workspace.setRetention({ ...here(), days: 7 })
  expect(await expire(9)).toBeGreaterThan(0)
  expect(await expire(9)).toBe(0)
  const { bodies, hasBefore, retainedFrom } = await page()
  expect(bodies).toEqual(['the new plan'])
  expect({ hasBefore, marked: retainedFrom > 0 }).toEqual({ hasBefore: false, marked: true })
  expect(await fault(ada.api.chat.message(ids))).toBe('not_found')
  expect(await ada.api.chat.pins(at())).toMatchObject({ pins: [] })
  expect(await ada.api.chat.saved({})).toMatchObject({ saved: [] })
  const { db } = app.deps
  for (const table of [reactions, mentions, messageEdits])
    expect(await db.select().from(table).where(eq(table.messageId, old.id))).toEqual([])
  expect(await db.select().from(searchDocs).where(eq(searchDocs.id, old.id))).toEqual([])
  // The log remembers that there was an edit, not what it said.
  const log = await db.select().from(outbox).where(eq(outbox.chatId, world.general))
  expect(JSON.stringify(log)).not.toMatch(/older? plan|edited plan/)
})

test('a reader is told of the gap, and counts are of what is left', async () => {
  await say(bo, '@Ada Lovelace one', 0)
  await say(bo, 'two', 0)
  const { seq } = await page()
  const kept = await say(bo, '@Ada Lovelace three', 9)
  await ada.api.chat.setRetention({ ...at(), days: 3 })
  const before = await ada.api.chat.get(at())
  expect(before).toMatchObject({ unread: 3, mentions: 2 })
  await expire(10)
  expect(await ada.api.chat.get(at())).toMatchObject({ unread: 1, mentions: 1 })
  expect(await ada.api.chat.since({ ...at(), seq: 0 })).toEqual({ events: [], complete: false })
  const since = await ada.api.chat.since({ ...at(), seq })
  expect(since.complete).toBe(true)
  expect(since.events.at(-1)?.type).toBe('history.expired')
  const event = await app.event('history.expired', ({ chatId }) => chatId === world.general)
  expect((await page()).retainedFrom).toBe(event.retainedFrom)
  const [left] = await app.deps.db.select().from(messages).where(eq(messages.id, kept.id))
  expect(left?.seq).toBeGreaterThanOrEqual(event.retainedFrom)
})

test('the id of a message that went is never a new message', async () => {
  const old = await say(bo, 'once', 0)
  await ada.api.workspace.setRetention({ ...here(), days: 1 })
  await expire(3)
  expect(await fault(bo.api.chat.send(old))).toBe('conflict')
  expect(await fault(bo.api.chat.send(draft(world.general, 'once more')))).toBe('ok')
})

test('a thread outlives the message that began it', async () => {
  const root = await say(bo, 'root', 0)
  await say(ada, 'first reply', 1, { threadId: root.id })
  await say(ada, 'late reply', 9, { threadId: root.id })
  await ada.api.workspace.setRetention({ ...here(), days: 5 })
  await expire(10)
  expect((await page()).bodies).toEqual([])
  const thread = await ada.api.chat.thread({ ...at(), threadId: root.id })
  expect(thread.root).toMatchObject({ body: '', thread: { replies: 1 } })
  expect(thread.root.deletedAt).not.toBeNull()
  expect(thread.messages.map(({ body }) => body)).toEqual(['late reply'])
  const rows = () => app.deps.db.select().from(messages).where(eq(messages.id, root.id))
  expect(await rows()).toHaveLength(1)
  await expire(20)
  expect(await rows()).toEqual([])
  expect(await fault(ada.api.chat.thread({ ...at(), threadId: root.id }))).toBe('not_found')
})

test('a long history goes batch by batch, by two servers at once, and by whoever comes after a crash', async () => {
  const old = await say(bo, 'seed', 0)
  const [row] = await app.deps.db.select().from(messages).where(eq(messages.id, old.id))
  if (!row) throw new Error('it was sent')
  const many = Array.from({ length: 1200 }, (_, n) => {
    const seq = row.seq + 1 + n
    const { id } = draft(world.general, '')
    return { ...row, id, seq, changedSeq: seq, rev: seq }
  })
  await app.deps.db.insert(messages).values(many)
  await app.deps.db.execute(
    `update chats set last_seq = ${row.seq + 1200} where id = '${world.general}'`,
  )
  await ada.api.workspace.setRetention({ ...here(), days: 1 })
  today = 5
  expect(await expireMessages(app.deps)).toBeLessThanOrEqual(500)
  const [a, b] = await Promise.all([expireMessages(app.deps), expireMessages(app.deps)])
  expect(a + b).toBeGreaterThan(500)
  await expire(5)
  const ids = many.slice(0, 1000).map(({ id }) => id)
  expect(await app.deps.db.select().from(messages).where(inArray(messages.id, ids))).toEqual([])
})

test('a chat only shortens the rule of its workspace, and only its owner and admins may', async () => {
  const { id: chatId } = await bo.api.chat.create({ ...here(), kind: 'public', name: 'short' })
  expect(await fault(bo.api.workspace.setRetention({ ...here(), days: 5 }))).toBe('forbidden')
  await ada.api.workspace.setRetention({ ...here(), days: 30 })
  const longer = bo.api.chat.setRetention({ chatId, days: 31 })
  expect(await fault(longer)).toBe('invalid_input')
  expect(await bo.api.chat.setRetention({ chatId, days: 10 })).toEqual({
    own: 10,
    workspace: 30,
    applies: 10,
  })
  const cleo = await app.person('cleo', world)
  expect(await fault(cleo.api.chat.setRetention({ chatId, days: null }))).toBe('forbidden')
  expect(await ada.api.chat.setRetention({ chatId, days: null })).toMatchObject({ applies: 30 })
  const zero = ada.api.workspace.setRetention({ ...here(), days: limits.retentionDays.min - 1 })
  expect(await fault(zero)).toBe('invalid_input')
  expect(await ada.api.workspace.retention(here())).toMatchObject({ days: 30 })
  const acts = await ada.api.workspace.audit(here())
  expect(acts.map(({ action, detail }) => [action, detail.to])).toEqual([
    ['chat.retention-changed', null],
    ['chat.retention-changed', 10],
    ['workspace.retention-changed', 30],
  ])
})
