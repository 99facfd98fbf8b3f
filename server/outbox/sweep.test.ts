import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { busCursors, deadLetters, inbox, outbox } from '../db/schema.ts'
import { roleApp } from '../health.ts'
import type { Notify } from '../notify/worker.ts'
import { start as startNotify } from '../notify/worker.ts'
import { serve } from '../serve.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { openStream } from '../testing/streams.ts'
import { sweepLog } from './sweep.ts'

const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000)

let app: TestApp
let notify: Notify
let server: Awaited<ReturnType<typeof serve>>
let world: World
let ada: Actor

beforeAll(async () => {
  app = await testApp()
  notify = await startNotify(app.deps)
  server = await serve(roleApp(app.deps, 'notify', notify.app), { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  const closed = server.stop()
  notify.drain()
  await closed
  await notify.stop()
  await app[Symbol.asyncDispose]()
})
beforeEach(async () => {
  const made = await app.people('ada')
  world = made.world
  ada = made.actors[0] as Actor
  await readUpTo(Number.MAX_SAFE_INTEGER)
})

/** How far the slowest consumer of the embedded bus has come. */
const readUpTo = (position: number) =>
  app.deps.db
    .insert(busCursors)
    .values({ consumer: 'indexer', position })
    .onConflictDoUpdate({ target: busCursors.consumer, set: { position } })
const say = async (body: string) => {
  const { seq } = await ada.api.chat.send(draft(world.general, body))
  await app.event('message.sent', (one) => one.chatId === world.general && one.seq === seq)
  return seq
}
const since = (seq: number) => ada.api.chat.since({ chatId: world.general, seq })
const rows = () =>
  app.deps.db.select().from(outbox).where(eq(outbox.chatId, world.general)).orderBy(outbox.position)

test('the log is kept for a month, and whoever asks for more reads the present instead', async () => {
  const seq = await say('long ago')
  await sweepLog(app.deps, inDays(29))
  expect((await since(0)).complete).toBe(true)
  await sweepLog(app.deps, inDays(31))
  await sweepLog(app.deps, inDays(31))
  expect(await rows()).toEqual([])
  expect(await since(seq - 1)).toEqual({ events: [], complete: false })
  expect(await since(seq)).toEqual({ events: [], complete: true })
  expect((await ada.api.chat.page({ chatId: world.general })).messages.at(-1)?.body).toBe(
    'long ago',
  )
  // What comes next is told as ever.
  await say('now')
  expect(await since(seq)).toMatchObject({ complete: true, events: [{ type: 'message.sent' }] })
  expect((await since(seq - 1)).complete).toBe(false)
})

test('a stream that was left before the kept part of the log is told to read anew', async () => {
  const follow = async (lastId = '') => {
    const headers = { 'last-event-id': lastId }
    const stream = await openStream(server.port, { token: ada.token, headers })
    await stream.event('stream.ready')
    return stream
  }
  using left = await follow()
  await say('one')
  await left.event('message.sent')
  const id = left.lastId() ?? ''
  left[Symbol.dispose]()
  const kinds = async () => {
    using stream = await follow(id)
    return stream.events().map(({ type }) => type)
  }
  await say('two')
  expect(await kinds()).not.toContain('stream.resync')
  await sweepLog(app.deps, inDays(31))
  expect(await kinds()).toContain('stream.resync')
})

test('what a consumer has still to read stays, and so does all that comes after it', async () => {
  for (const body of ['one', 'two', 'three']) await say(body)
  const [, , third, ...later] = (await rows()).reverse()
  await readUpTo((third?.position ?? 0) - 1)
  await sweepLog(app.deps, inDays(31))
  expect((await rows()).map(({ id }) => id)).toContain(third?.id)
  expect(later.length).toBeGreaterThan(0)
  for (const { id } of later) expect((await rows()).map((row) => row.id)).not.toContain(id)
  // An event that was played again is young by its place, however old it is.
  await app.deps.db
    .update(outbox)
    .set({ position: null })
    .where(eq(outbox.id, third?.id ?? 0))
  await readUpTo(Number.MAX_SAFE_INTEGER)
  await sweepLog(app.deps, inDays(31))
  expect((await rows()).map(({ id }) => id)).toContain(third?.id)
})

test('notes of what was done go with the event, dead letters after three months', async () => {
  await say('done')
  const [event] = await rows()
  const eventId = event?.id ?? 0
  await app.deps.db.insert(inbox).values([
    { consumer: 'bot', eventId },
    { consumer: 'bot', eventId: eventId + 1_000_000 },
    { consumer: 'indexer', eventId: eventId + 1_000_000 },
  ])
  const letter = { consumer: 'bot', eventId: String(eventId), payload: {}, reason: 'it failed' }
  await app.deps.db.insert(deadLetters).values(letter)
  const left = async () => [await app.deps.db.$count(inbox), await app.deps.db.$count(deadLetters)]
  await readUpTo(0)
  await sweepLog(app.deps, inDays(31))
  expect(await left()).toEqual([1, 1])
  await readUpTo(Number.MAX_SAFE_INTEGER)
  await sweepLog(app.deps, inDays(31))
  expect(await left()).toEqual([0, 1])
  await sweepLog(app.deps, inDays(91))
  expect(await left()).toEqual([0, 0])
})
