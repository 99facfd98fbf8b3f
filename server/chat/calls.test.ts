import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { users, workspaceMembers } from '../db/schema.ts'
import { presenceHere } from '../presence/follow.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { callIn } from './call-members.ts'
import { joinChat } from './membership.ts'

let app: TestApp
/** 22:30 in Berlin, 06:30 in Tokyo the next day, 16:30 in New York. */
const evening = new Date('2026-11-24T21:30:00Z')
beforeAll(async () => {
  app = await testApp({ override: () => ({ now: () => evening }) })
})
afterAll(() => app[Symbol.asyncDispose]())

test.each([
  ['@channel look', 'channel'],
  ['look, @Here!', 'here'],
  ['@here and @channel', 'channel'],
  ['mail me@channel.org', null],
  ['the @channels', null],
  ['@here-ish', null],
  ['nobody', null],
])('%s calls %s', (body, calls) => expect(callIn(body)).toBe(calls))

const story = async () => {
  const { world, actors } = await app.people('ada', 'bo', 'cleo')
  const [ada, bo, cleo] = actors as [Actor, Actor, Actor]
  return { world, chatId: world.general, ada, bo, cleo }
}
const waiting = async ({ api }: Actor, chatId: ChatId) => (await api.chat.get({ chatId })).mentions

test('@channel waits for everybody in the chat and nobody else; @here for those who are there', async () => {
  const { world, chatId, ada, bo, cleo } = await story()
  const dana = await app.person('dana', world)
  await dana.api.chat.leave({ chatId })
  await ada.api.chat.send(draft(chatId, '@channel, and @bo twice'))
  expect(await waiting(bo, chatId)).toBe(1)
  expect(await waiting(cleo, chatId)).toBe(1)
  await dana.api.chat.join({ chatId })
  expect(await waiting(dana, chatId)).toBe(0)

  await presenceHere(app.deps)
  await bo.api.workspace.heartbeat({ deviceId: newId(), state: 'online' })
  await cleo.api.workspace.heartbeat({ deviceId: newId(), state: 'away' })
  const here = draft(chatId, '@here, quick')
  await ada.api.chat.send(here)
  expect(await waiting(bo, chatId)).toBe(2)
  expect(await waiting(cleo, chatId)).toBe(1)
  const message = await bo.api.chat.message({ chatId, messageId: here.id })
  expect(message).toMatchObject({ calls: 'here', mentions: [] })

  // A call can be taken back, and is not made by an edit.
  await ada.api.chat.edit({ chatId, messageId: here.id, body: 'never mind, @cleo' })
  expect(await waiting(bo, chatId)).toBe(1)
  expect(await waiting(cleo, chatId)).toBe(2)
  await ada.api.chat.edit({ chatId, messageId: here.id, body: '@channel' })
  expect(await waiting(bo, chatId)).toBe(1)
})

test('a reply that stands in its thread alone calls nobody', async () => {
  const { chatId, ada, bo } = await story()
  const root = draft(chatId, 'so?')
  await ada.api.chat.send(root)
  await ada.api.chat.send({ ...draft(chatId, '@channel'), threadId: root.id })
  expect(await waiting(bo, chatId)).toBe(0)
  await ada.api.chat.send({ ...draft(chatId, '@channel'), threadId: root.id, alsoToChannel: true })
  expect(await waiting(bo, chatId)).toBe(1)
})

/** Puts so many more people into a chat, who live where it is night and where it is not. */
const crowd = async (workspaceId: WorkspaceId, chatId: ChatId, count: number) => {
  const zones = ['Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'America/New_York']
  const people = Array.from({ length: count }, (_, n) => ({
    id: newId<UserId>(),
    name: `Person ${n}`,
    timeZone: zones[n % zones.length] ?? 'UTC',
  }))
  await app.deps.db.insert(users).values(people)
  await app.deps.db
    .insert(workspaceMembers)
    .values(people.map(({ id }) => ({ workspaceId, userId: id, role: 'member' as const })))
  await app.deps.db.transaction(async (tx) => {
    for (const { id } of people) await joinChat(tx, chatId, id, { by: id })
  })
}

test('a call of many people is refused with their number and hours, until it is confirmed', async () => {
  const { world, chatId, ada, bo } = await story()
  await crowd(world.id, chatId, limits.callsUnasked)
  const call = draft(chatId, '@channel lunch')
  await expect(bo.api.chat.send(call)).rejects.toMatchObject({
    cause: {
      code: 'conflict',
      field: 'confirmed',
      message:
        'This calls 22 people. For 10 of them it is between 22:00 and 07:00 now. Confirm that you mean it.',
    },
  })
  const asked = await bo.api.chat.calls({ chatId, body: call.body })
  expect(asked?.people).toBe(22)
  expect(asked?.times).toContainEqual({ timeZone: 'Asia/Tokyo', people: 5 })
  expect(await bo.api.chat.calls({ chatId, body: 'nobody' })).toBeNull()
  expect(await ada.api.chat.calls({ chatId, body: call.body })).toBeNull()
  const ack = await bo.api.chat.send({ ...call, confirmed: true })
  // Sent is sent: asking again without confirming gives the same answer.
  expect(await bo.api.chat.send(call)).toEqual(ack)
  await ada.api.chat.send(draft(chatId, '@channel I own this'))
  expect(await waiting(bo, chatId)).toBe(1)
  await expect(bo.api.chat.send(draft(chatId, '@here'))).resolves.toMatchObject({
    seq: ack.seq + 2,
  })
  const dana = await app.person('dana', world, 'guest')
  await ada.api.chat.addMembers({ chatId, userIds: [dana.id] })
  await expect(
    dana.api.chat.send({ ...draft(chatId, '@channel'), confirmed: true }),
  ).rejects.toMatchObject({ cause: { code: 'forbidden' } })
})
