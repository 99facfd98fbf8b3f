import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatId } from '../../shared/ids.ts'
import { scheduled } from '../db/schema.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'
import { memberOf } from './access.ts'
import { sendDue } from './send-due.ts'
import { sendMessage } from './send-message.ts'

let app: TestApp
let world: World
let chatId: ChatId
let ada: Actor
let bo: Actor
let clock = Date.now()
const hour = 60 * 60 * 1000
const inHours = (hours: number) => new Date(clock + hours * hour).toISOString()

beforeAll(async () => {
  app = await testApp({ override: () => ({ now: () => new Date(clock) }) })
})
afterAll(() => app[Symbol.asyncDispose]())

const together = async () => {
  const made = await app.people('ada', 'bo')
  ;[ada, bo] = made.actors as [Actor, Actor]
  world = made.world
  chatId = world.general
}
const later = (body: string) => ({ ...draft(chatId, body), sendAt: inHours(1) })
const said = async () =>
  (await bo.api.chat.page({ chatId })).messages.flatMap(({ body, notice }) =>
    notice ? [] : [body],
  )
const fault = (call: Promise<unknown>) =>
  call.then(
    () => ({ code: 'ok' }),
    (error: unknown) => faultOf(error),
  )

test('a message is sent at its time, once, under its id, however many servers look', async () => {
  await together()
  const message = later('good morning @Bo Berg')
  await ada.api.chat.schedule(message)
  expect(await ada.api.chat.schedule(message)).toMatchObject({ id: message.id })
  expect(await sendDue(app.deps)).toBe(0)
  expect(await said()).toEqual([])
  clock += hour
  await Promise.all([sendDue(app.deps), sendDue(app.deps), sendDue(app.deps)])
  const page = await bo.api.chat.page({ chatId })
  expect(page.messages).toMatchObject([
    { id: message.id, mentions: [bo.id], createdAt: new Date(clock).toISOString() },
  ])
  expect(await ada.api.chat.scheduled()).toEqual([])
  await app.event(
    'scheduled.changed',
    (event) => event.messageId === message.id && event.state === 'sent',
  )
  const again = { ...message, sendAt: inHours(1) }
  expect(await fault(ada.api.chat.schedule(again))).toMatchObject({ code: 'conflict', field: 'id' })
})

test('it can be put off, changed and taken back, by its author only', async () => {
  await together()
  const [one, two] = [later('one'), later('two')]
  await ada.api.chat.schedule(one)
  await ada.api.chat.schedule(two)
  await ada.api.chat.reschedule({ id: one.id, sendAt: inHours(3), body: 'one, better' })
  expect(await fault(bo.api.chat.cancelScheduled({ id: two.id }))).toMatchObject({
    code: 'not_found',
  })
  expect(await bo.api.chat.scheduled()).toEqual([])
  await ada.api.chat.cancelScheduled({ id: two.id })
  clock += 2 * hour
  await sendDue(app.deps)
  expect(await said()).toEqual([])
  clock += hour
  await sendDue(app.deps)
  expect(await said()).toEqual(['one, better'])
  expect(await fault(ada.api.chat.cancelScheduled({ id: one.id }))).toMatchObject({
    code: 'not_found',
    field: 'id',
  })
})

test.each([
  ['before it was sent', false],
  ['after it was sent', true],
])('a server that died %s leaves it to another, which sends it once', async (_, sent) => {
  await together()
  const message = later('survives')
  await ada.api.chat.schedule(message)
  clock += hour
  // The claim of the server that died.
  await app.deps.db
    .update(scheduled)
    .set({ claimedAt: new Date(clock) })
    .where(eq(scheduled.id, message.id))
  if (sent) {
    const member = await memberOf(app.deps.db, ada.id, chatId)
    await sendMessage(app.deps, member, { id: message.id, chatId, body: message.body })
    await ada.api.chat.leave({ chatId })
  }
  expect(await sendDue(app.deps)).toBe(0)
  expect(await fault(ada.api.chat.cancelScheduled({ id: message.id }))).toMatchObject({
    code: 'not_found',
  })
  clock += 61_000
  expect(await sendDue(app.deps)).toBe(1)
  expect(await said()).toEqual(['survives'])
  expect(await ada.api.chat.scheduled()).toEqual([])
})

test('what its author may not send any more is not sent, and he is told why', async () => {
  await together()
  const message = later('from outside')
  await bo.api.chat.schedule(message)
  await bo.api.chat.leave({ chatId })
  clock += hour
  await sendDue(app.deps)
  await sendDue(app.deps)
  expect(await said()).toEqual([])
  expect(await bo.api.chat.scheduled()).toMatchObject([
    { id: message.id, failure: expect.stringContaining('no such chat') },
  ])
  await app.event(
    'scheduled.changed',
    (event) => event.messageId === message.id && event.state === 'failed',
  )
  await bo.api.chat.join({ chatId })
  await bo.api.chat.reschedule({ id: message.id, sendAt: inHours(1) })
  clock += hour
  await sendDue(app.deps)
  expect(await said()).toEqual(['from outside'])
})

test('a reply can wait too', async () => {
  await together()
  const question = draft(chatId, 'and?')
  await ada.api.chat.send(question)
  await bo.api.chat.schedule({ ...later('tomorrow'), threadId: question.id })
  clock += hour
  await sendDue(app.deps)
  const thread = await ada.api.chat.thread({ chatId, threadId: question.id })
  expect(thread.messages.map(({ body }) => body)).toEqual(['tomorrow'])
  expect(await said()).toEqual(['and?'])
})

test('a time that has passed, or is not one, is refused', async () => {
  await together()
  for (const sendAt of [inHours(-1), inHours(24 * 400), 'tomorrow'])
    expect(await fault(ada.api.chat.schedule({ ...later('x'), sendAt }))).toMatchObject({
      code: 'invalid_input',
      field: 'sendAt',
    })
})

test('an id that somebody else has waiting is refused', async () => {
  await together()
  const message = later('mine')
  await ada.api.chat.schedule(message)
  expect(await fault(bo.api.chat.schedule(message))).toMatchObject({
    code: 'conflict',
    field: 'id',
  })
})

/** The server with a database that dies at its n-th transaction from now. */
const dyingAt = (n: number) => {
  let left = n
  const { db } = app.deps
  const transaction: typeof db.transaction = (...args) => {
    left -= 1
    return left <= 0 ? Promise.reject(new Error('killed')) : db.transaction(...args)
  }
  const dying = new Proxy(db, {
    get: (target, key): unknown => (key === 'transaction' ? transaction : Reflect.get(target, key)),
  })
  return { ...app.deps, db: dying }
}

test.each([
  ['before it is sent', 1],
  ['after it is sent, before that is noted', 2],
])('a server that dies %s leaves it to the next, which sends it once', async (_when, n) => {
  await together()
  const message = later(`I outlive a crash ${n}`)
  await ada.api.chat.schedule(message)
  clock += hour
  await expect(sendDue(dyingAt(n))).rejects.toThrow('killed')
  // The dead one's claim still stands.
  await sendDue(app.deps)
  expect(await said()).toEqual(n === 1 ? [] : [message.body])
  await expect(
    ada.api.chat.cancelScheduled({ id: message.id }).catch((error: unknown) => faultOf(error)),
  ).resolves.toMatchObject({ code: 'not_found' })
  clock += 61_000
  await sendDue(app.deps)
  await sendDue(app.deps)
  expect(await said()).toEqual([message.body])
  expect(await ada.api.chat.scheduled()).toEqual([])
})
