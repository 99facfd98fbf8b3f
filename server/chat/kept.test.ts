import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { outbox } from '../db/schema.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'
import { remind } from './remind.ts'

let app: TestApp
let world: World
let chatId: ChatId
let messageId: MessageId
let ada: Actor
let bo: Actor
let cleo: Actor
let clock = Date.now()
const inHours = (hours: number) => new Date(clock + hours * 60 * 60 * 1000).toISOString()

beforeAll(async () => {
  app = await testApp({ override: () => ({ now: () => new Date(clock) }) })
})
afterAll(() => app[Symbol.asyncDispose]())

/** Ada has said one thing in #general. */
const said = async () => {
  const made = await app.people('ada', 'bo', 'cleo')
  ;[ada, bo, cleo] = made.actors as [Actor, Actor, Actor]
  world = made.world
  chatId = world.general
  messageId = await say('we shipped it')
}
const say = async (body: string) => {
  clock += 1
  const message = draft(chatId, body)
  await ada.api.chat.send(message)
  return message.id
}
const shown = async () =>
  (await cleo.api.chat.page({ chatId })).messages.find(({ id }) => id === messageId)
const fault = (call: Promise<unknown>) =>
  call.then(
    () => ({ code: 'ok' }),
    (error: unknown) => faultOf(error),
  )

test('a pin shows on its message and in the list, newest first, once', async () => {
  await said()
  const second = await say('and again')
  const { seq } = await bo.api.chat.page({ chatId })
  await bo.api.chat.pin({ chatId, messageId })
  await cleo.api.chat.pin({ chatId, messageId })
  await cleo.api.chat.pin({ chatId, messageId: second })
  const { pins, people } = await ada.api.chat.pins({ chatId })
  expect(pins.map(({ message, by }) => [message.body, by])).toEqual([
    ['and again', cleo.id],
    ['we shipped it', bo.id],
  ])
  expect(people.map(({ name }) => name).sort()).toEqual(['Ada Lovelace', 'Bo Berg', 'Cleo Marsh'])
  expect(await shown()).toMatchObject({ pinned: true, rev: seq + 1 })
  expect(pins[1]?.message).toEqual(await shown())
  await ada.api.chat.unpin({ chatId, messageId })
  await ada.api.chat.unpin({ chatId, messageId })
  expect(await shown()).toMatchObject({ pinned: false, rev: seq + 3 })
  const { events } = await ada.api.chat.since({ chatId, seq })
  expect(events.map(({ type }) => type)).toEqual(['pin.added', 'pin.added', 'pin.removed'])
})

test('a deleted message is pinned and saved no more', async () => {
  await said()
  await bo.api.chat.pin({ chatId, messageId })
  await bo.api.chat.save({ chatId, messageId })
  await ada.api.chat.delete({ chatId, messageId })
  expect(await shown()).toMatchObject({ pinned: false })
  expect((await bo.api.chat.pins({ chatId })).pins).toEqual([])
  expect((await bo.api.chat.saved({})).saved).toEqual([])
  expect(await fault(bo.api.chat.pin({ chatId, messageId }))).toMatchObject({ code: 'conflict' })
  expect(await fault(bo.api.chat.save({ chatId, messageId }))).toMatchObject({ code: 'conflict' })
})

test('one pin too many is refused', async () => {
  await said()
  for (let n = 0; n < limits.pinsPerChat; n += 1)
    await ada.api.chat.pin({ chatId, messageId: await say(`${n}`) })
  expect(await fault(ada.api.chat.pin({ chatId, messageId }))).toMatchObject({
    code: 'conflict',
    field: 'messageId',
  })
  expect(await bo.api.chat.message({ chatId, messageId })).toMatchObject({ pinned: false })
})

test('what is saved is listed newest first, page by page, and to nobody else', async () => {
  await said()
  for (const body of ['two', 'three']) {
    const id = await say(body)
    await bo.api.chat.save({ chatId, messageId: id })
  }
  clock += 1
  await bo.api.chat.save({ chatId, messageId })
  const first = await bo.api.chat.saved({ limit: 2 })
  expect(first.saved.map(({ message }) => message.body)).toEqual(['we shipped it', 'three'])
  expect(first.saved[0]).toMatchObject({ chat: { id: chatId, name: 'general' }, remindAt: null })
  expect(first.hasMore).toBe(true)
  const before = first.saved.at(-1)?.savedAt
  const rest = await bo.api.chat.saved({ ...(before ? { before } : {}) })
  expect(rest.saved.map(({ message }) => message.body)).toEqual(['two'])
  expect((await cleo.api.chat.saved({})).saved).toEqual([])
  await bo.api.chat.unsave({ messageId })
  expect((await bo.api.chat.saved({})).saved.map(({ message }) => message.body)).toEqual([
    'three',
    'two',
  ])
})

test('whoever is removed sees nothing of what was saved there, until he is back', async () => {
  await said()
  const ops = await ada.api.chat.create({ workspaceId: world.id, kind: 'private', name: 'ops' })
  chatId = ops.id
  await ada.api.chat.addMembers({ chatId, userIds: [bo.id] })
  const secret = await say('the canary')
  await bo.api.chat.save({ chatId, messageId: secret, remindAt: inHours(1) })
  await bo.api.chat.saveDraft({ chatId, body: 'my own words' })
  expect((await bo.api.chat.saved({})).saved).toHaveLength(1)
  await ada.api.chat.removeMember({ chatId, userId: bo.id })
  expect((await bo.api.chat.saved({})).saved).toEqual([])
  expect(await bo.api.chat.drafts()).toEqual([])
  clock += 2 * 60 * 60 * 1000
  expect(await remind(app.deps)).toBe(1)
  await ada.api.chat.addMembers({ chatId, userIds: [bo.id] })
  expect((await bo.api.chat.saved({})).saved).toMatchObject([{ message: { body: 'the canary' } }])
  expect(await bo.api.chat.drafts()).toMatchObject([{ body: 'my own words' }])
  await app.event('member.joined', (event) => event.chatId === chatId && event.seq > 5)
  expect(app.events.filter(({ type }) => type === 'reminder.due')).toEqual([])
})

test('a reminder is given once, at its time', async () => {
  await said()
  await bo.api.chat.save({ chatId, messageId, remindAt: inHours(2) })
  expect(await remind(app.deps)).toBe(0)
  clock += 2 * 60 * 60 * 1000
  expect(await Promise.all([remind(app.deps), remind(app.deps)])).toContain(1)
  expect(await remind(app.deps)).toBe(0)
  const due = await app.event('reminder.due', (event) => event.messageId === messageId)
  expect(due).toMatchObject({ userId: bo.id, chatId })
  const [saved] = (await bo.api.chat.saved({})).saved
  expect(saved?.remindAt).toBeNull()
  expect(await fault(bo.api.chat.save({ chatId, messageId, remindAt: inHours(-1) }))).toMatchObject(
    { code: 'invalid_input', field: 'remindAt' },
  )
  expect(
    await fault(bo.api.chat.save({ chatId, messageId, remindAt: inHours(24 * 400) })),
  ).toMatchObject({ code: 'invalid_input', field: 'remindAt' })
})

test('a permalink finds its message and the page around it', async () => {
  await said()
  for (let n = 0; n < 5; n += 1) await say(`${n}`)
  const found = await bo.api.chat.message({ chatId, messageId })
  expect(found).toEqual(await shown())
  const page = await bo.api.chat.page({ chatId, around: found.seq, limit: 4 })
  expect(page.messages.map(({ body }) => body)).toEqual(['we shipped it', '0'])
  expect(await fault(bo.api.chat.message({ chatId, messageId: newId<MessageId>() }))).toMatchObject(
    { code: 'not_found', field: 'messageId' },
  )
})

test('drafts are kept per chat and thread; the last writer wins; blanks end them', async () => {
  await said()
  await bo.api.chat.saveDraft({ chatId, body: 'I th' })
  clock += 1
  await bo.api.chat.saveDraft({ chatId, threadId: messageId, body: 'in the thread' })
  clock += 1
  await bo.api.chat.saveDraft({ chatId, body: 'I think' })
  expect(await bo.api.chat.drafts()).toEqual([
    { chatId, threadId: null, body: 'I think', changedAt: new Date(clock).toISOString() },
    {
      chatId,
      threadId: messageId,
      body: 'in the thread',
      changedAt: new Date(clock - 1).toISOString(),
    },
  ])
  expect(await bo.api.chat.draft({ chatId })).toBe('I think')
  expect(await bo.api.chat.draft({ chatId, threadId: messageId })).toBe('in the thread')
  expect(await cleo.api.chat.drafts()).toEqual([])
  expect(await cleo.api.chat.draft({ chatId })).toBeNull()
  await bo.api.chat.saveDraft({ chatId, body: ' ' })
  expect((await bo.api.chat.drafts()).map(({ body }) => body)).toEqual(['in the thread'])
  const log = await app.deps.db.select().from(outbox).where(eq(outbox.userId, bo.id))
  expect(log.filter(({ type }) => type === 'draft.changed')).toHaveLength(4)
  expect(JSON.stringify(log)).not.toContain('think')
})

test('a draft for a thread that is not here is refused', async () => {
  await said()
  const threadId = newId<MessageId>()
  expect(await fault(bo.api.chat.saveDraft({ chatId, threadId, body: 'x' }))).toMatchObject({
    code: 'not_found',
    field: 'threadId',
  })
})
