import { afterAll, beforeAll, expect, test } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { commandOf } from '../../shared/command.ts'
import { newId } from '../../shared/ids.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { testApp } from '../testing/app.ts'
import { remindWhen } from './remind-when.ts'
import { sendDue } from './send-due.ts'

const clock = { now: new Date('2026-11-24T10:00:00Z') }
let app: TestApp
beforeAll(async () => {
  app = await testApp({ override: () => ({ now: () => clock.now }) })
})
afterAll(() => app[Symbol.asyncDispose]())

const story = async () => {
  const { world, actors } = await app.people('ada', 'bo', 'cleo')
  const [ada, bo, cleo] = actors as [Actor, Actor, Actor]
  const chat = await ada.api.chat.create({ workspaceId: world.id, kind: 'private', name: 'ops' })
  await ada.api.chat.addMembers({ chatId: chat.id, userIds: [bo.id] })
  const run = ({ api }: Actor, text: string, id = newId<MessageId>()) =>
    api.chat.command({ id, chatId: chat.id, body: text })
  return { world, chatId: chat.id, ada, bo, cleo, run }
}
const refusal = (code: string, field?: string) => ({
  cause: { code, ...(field ? { field } : {}) },
})

test.each([
  ['/me waves', { name: 'me', rest: 'waves' }],
  ['/TOPIC\n two lines ', { name: 'topic', rest: 'two lines' }],
  ['/shrug', { name: 'shrug', rest: '' }],
  ['/usr/bin/env', null],
  [' /me waves', null],
  ['// a comment', null],
  ['either/or', null],
])('%j is read as %j', (text, command) => expect(commandOf(text)).toEqual(command))

test('/me and /shrug send, once for an id', async () => {
  const { chatId, bo, run } = await story()
  const id = newId<MessageId>()
  const sent = await run(bo, '/me waves', id)
  expect(await run(bo, '/me waves', id)).toEqual(sent)
  expect(await bo.api.chat.message({ chatId, messageId: id })).toMatchObject({
    body: 'waves',
    emote: true,
  })
  const shrug = newId<MessageId>()
  await run(bo, '/shrug no idea', shrug)
  expect((await bo.api.chat.message({ chatId, messageId: shrug })).body).toBe(
    'no idea ¯\\\\\\_(ツ)\\_/¯',
  )
  await expect(run(bo, '/me')).rejects.toMatchObject(refusal('invalid_input', 'body'))
})

test('/topic and /invite do what the procedures do, with the same rights', async () => {
  const { chatId, ada, bo, cleo, run } = await story()
  expect(await run(ada, '/topic The lighthouse')).toEqual({
    done: 'topic',
    topic: 'The lighthouse',
  })
  expect((await bo.api.chat.get({ chatId })).topic).toBe('The lighthouse')
  await expect(run(bo, '/topic mine')).rejects.toMatchObject(refusal('forbidden'))
  expect(await run(bo, '/invite cleo')).toEqual({ done: 'invited', userIds: [cleo.id] })
  expect((await cleo.api.chat.get({ chatId })).kind).toBe('private')
  await expect(run(ada, '/invite @nobody')).rejects.toMatchObject(refusal('invalid_input', 'body'))
})

test('/remind has the bot say it in a direct chat, when it is time, once', async () => {
  const { world, ada, run } = await story()
  const id = newId<MessageId>()
  const reminder = await run(ada, '/remind in 20 minutes to water the plants', id)
  expect(reminder).toEqual({
    done: 'reminder',
    at: '2026-11-24T10:20:00.000Z',
    what: 'water the plants',
  })
  const before = clock.now
  clock.now = new Date('2026-11-24T10:05:00Z')
  expect(await run(ada, '/remind in 20 minutes to water the plants', id)).toEqual(reminder)
  expect(await ada.api.chat.scheduled()).toHaveLength(1)
  clock.now = new Date('2026-11-24T10:20:01Z')
  await sendDue(app.deps)
  await sendDue(app.deps)
  const chatId = await ada.api.chat.openDirect({ workspaceId: world.id, userId: world.botId })
  const page = await ada.api.chat.page(chatId)
  expect(page.messages.filter(({ notice }) => !notice)).toMatchObject([
    { id, senderId: world.botId, body: '⏰ water the plants' },
  ])
  expect(await ada.api.chat.get(chatId)).toMatchObject({ unread: 1 })
  clock.now = before
  await expect(run(ada, '/remind me')).rejects.toMatchObject(refusal('invalid_input', 'body'))
  const dana = await app.person('dana', world, 'guest')
  await ada.api.chat.addMembers({ chatId: world.general, userIds: [dana.id] })
  await expect(
    dana.api.chat.command({ id: newId(), chatId: world.general, body: '/remind 5m tea' }),
  ).rejects.toMatchObject(refusal('forbidden'))
})

test('an unknown command is refused, and says what there is', async () => {
  const { ada, run } = await story()
  await expect(run(ada, '/giphy cat')).rejects.toMatchObject({
    cause: {
      code: 'invalid_input',
      message: expect.stringMatching(/no command \/giphy.*\/me.*\/remind/) as string,
    },
  })
  await expect(run(ada, 'hello')).rejects.toMatchObject(refusal('invalid_input', 'body'))
  await expect(run(ada, `/me ${'x'.repeat(limits.messageBody.max + 1)}`)).rejects.toMatchObject(
    refusal('invalid_input', 'body'),
  )
})

test.each([
  ['in 90 min tea', 'UTC', '2026-11-24T11:30:00.000Z'],
  ['2h tea', 'UTC', '2026-11-24T12:00:00.000Z'],
  ['3 days to tea', 'UTC', '2026-11-27T10:00:00.000Z'],
  // 11:00 in Berlin: 15:30 is to come, 9:15 is tomorrow's.
  ['at 15:30 tea', 'Europe/Berlin', '2026-11-24T14:30:00.000Z'],
  ['at 9:15 tea', 'Europe/Berlin', '2026-11-25T08:15:00.000Z'],
  ['tomorrow tea', 'Asia/Tokyo', '2026-11-25T00:00:00.000Z'],
  ['tomorrow at 18:45 tea', 'America/New_York', '2026-11-25T23:45:00.000Z'],
])('%s, in %s', (text, zone, at) => {
  const when = remindWhen(text, new Date('2026-11-24T10:00:00Z'), zone)
  expect(when).toEqual({ at: new Date(at), what: 'tea' })
})

test('a reminder over the change of the clocks keeps the time on the wall', () => {
  const evening = new Date('2026-10-24T20:00:00Z')
  expect(remindWhen('tomorrow at 9:00 tea', evening, 'Europe/Berlin')?.at.toISOString()).toBe(
    '2026-10-25T08:00:00.000Z',
  )
  for (const text of ['tea', 'at 25:00 tea', 'in minutes tea', ''])
    expect(remindWhen(text, evening, 'UTC')).toBeNull()
})
