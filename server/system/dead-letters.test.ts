import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { and, desc, eq } from 'drizzle-orm'
import { deadLetters, outbox } from '../db/schema.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'

let app: TestApp
let first: World
let founder: Actor
let world: World
let ada: Actor
let bo: Actor

beforeAll(async () => {
  app = await testApp()
  const made = await app.people('dana')
  first = made.world
  founder = made.actors[0] as Actor
})
afterAll(() => app[Symbol.asyncDispose]())
beforeEach(async () => {
  const made = await app.people('ada', 'bo')
  world = made.world
  ;[ada, bo] = made.actors as [Actor, Actor]
})

const here = () => ({ workspaceId: world.id })
const fault = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error).code,
  )
/** An event that a consumer gave up. */
const bury = async () => {
  const { id } = draft(world.general, 'a secret plan')
  await bo.api.chat.send({ id, chatId: world.general, body: 'a secret plan' })
  const event = await app.event('message.sent', ({ message }) => message.id === id)
  const reason = 'Error: Failed query: insert into x\nparams: a secret plan'
  await app.deps.db
    .insert(deadLetters)
    .values({ consumer: 'indexer', eventId: event.id, payload: event, reason })
  return { ...here(), consumer: 'indexer', eventId: event.id }
}

test('an owner sees what was set aside, and never what it says', async () => {
  const { eventId } = await bury()
  const letters = await ada.api.system.deadLetters(here())
  expect(letters).toMatchObject([{ consumer: 'indexer', eventId, type: 'message.sent' }])
  expect(JSON.stringify(letters)).not.toContain('secret')
  expect(await founder.api.system.deadLetters({ workspaceId: first.id })).toEqual([])
})

test('played again it is published under a new position, once, and noted', async () => {
  const letter = await bury()
  const row = () =>
    app.deps.db
      .select({ position: outbox.position })
      .from(outbox)
      .where(eq(outbox.id, Number(letter.eventId)))
  const [before] = await row()
  const times = () => app.events.filter(({ id }) => id === letter.eventId).length
  expect(times()).toBe(1)
  await ada.api.system.replay(letter)
  const { id } = draft(world.general, '')
  await bo.api.chat.send({ id, chatId: world.general, body: 'after' })
  await app.event('message.sent', ({ message }) => message.id === id)
  const [after] = await row()
  expect(times()).toBe(2)
  expect(after?.position).toBeGreaterThan(before?.position ?? 0)
  expect(await fault(ada.api.system.replay(letter))).toBe('not_found')
  expect(await ada.api.workspace.audit(here())).toMatchObject([
    { action: 'dead-letter.replayed', detail: { consumer: 'indexer', eventId: letter.eventId } },
  ])
})

test('what belongs to nobody is the business of the first workspace, and can only be discarded', async () => {
  const garbage = { consumer: 'bot', eventId: 'stream-7' }
  await app.deps.db
    .insert(deadLetters)
    .values({ ...garbage, payload: '{ not an event', reason: 'Error: no event' })
  expect(await ada.api.system.deadLetters(here())).toEqual([])
  expect(await fault(ada.api.system.discard({ ...here(), ...garbage }))).toBe('not_found')
  const there = { workspaceId: first.id }
  expect(await founder.api.system.deadLetters(there)).toMatchObject([garbage])
  expect(await fault(founder.api.system.replay({ ...there, ...garbage }))).toBe('conflict')
  await founder.api.system.discard({ ...there, ...garbage })
  expect(await founder.api.system.deadLetters(there)).toEqual([])
  const [kept] = await app.deps.db
    .select()
    .from(deadLetters)
    .where(and(eq(deadLetters.consumer, 'bot'), eq(deadLetters.eventId, 'stream-7')))
    .orderBy(desc(deadLetters.createdAt))
  expect(kept).toBeUndefined()
})

test('the state of the systems is for admins', async () => {
  const status = await ada.api.system.status(here())
  expect(status.services).toMatchObject([{ name: 'postgres', ok: true }])
  expect(await fault(bo.api.system.status(here()))).toBe('forbidden')
})
