import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'

let app: TestApp
let chatId: ChatId
let messageId: MessageId
let ada: Actor
let bo: Actor
let cleo: Actor

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())

/** Ada has said one thing in #general. */
const said = async () => {
  const made = await app.people('ada', 'bo', 'cleo')
  ;[ada, bo, cleo] = made.actors as [Actor, Actor, Actor]
  chatId = made.world.general
  const message = draft(chatId, 'we shipped it')
  messageId = message.id
  await ada.api.chat.send(message)
}
const shown = async () =>
  (await cleo.api.chat.page({ chatId })).messages.find(({ id }) => id === messageId)
const react = (who: Actor, emoji: string) => who.api.chat.react({ chatId, messageId, emoji })
const unreact = (who: Actor, emoji: string) => who.api.chat.unreact({ chatId, messageId, emoji })
const fault = (call: Promise<unknown>) =>
  call.then(
    () => ({ code: 'ok' }),
    (error: unknown) => faultOf(error),
  )

test('emoji stand in the order of first use, people in the order of reacting', async () => {
  await said()
  await react(bo, '🎉')
  await react(cleo, '👍')
  await react(ada, '🎉')
  expect((await shown())?.reactions).toEqual([
    { emoji: '🎉', userIds: [bo.id, ada.id] },
    { emoji: '👍', userIds: [cleo.id] },
  ])
  await unreact(bo, '🎉')
  expect((await shown())?.reactions.map(({ emoji }) => emoji)).toEqual(['🎉', '👍'])
  await unreact(ada, '🎉')
  await react(ada, '🎉')
  expect((await shown())?.reactions.map(({ emoji }) => emoji)).toEqual(['👍', '🎉'])
})

test('again changes nothing, and each change is one event at its seq', async () => {
  await said()
  const { seq } = await bo.api.chat.page({ chatId })
  await Promise.all([react(bo, '👍'), react(bo, '👍'), react(bo, '👍')])
  await unreact(bo, '👍')
  await unreact(bo, '👍')
  await unreact(cleo, '👍')
  const { events } = await ada.api.chat.since({ chatId, seq })
  expect(events).toMatchObject([
    { type: 'reaction.added', seq: seq + 1, messageId, emoji: '👍', by: bo.id },
    { type: 'reaction.removed', seq: seq + 2, messageId, emoji: '👍', by: bo.id },
  ])
  expect(await shown()).toMatchObject({ reactions: [], rev: seq + 2 })
})

test.each(['👍', '❤️', '👨‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🧑🏻‍❤️‍💋‍🧑🏿', '1️⃣'])('takes %s', async (emoji) => {
  await said()
  await react(bo, emoji)
  expect((await shown())?.reactions).toEqual([{ emoji, userIds: [bo.id] }])
})

test('a heart is a heart, with or without its selector', async () => {
  await said()
  await react(bo, '\u2764')
  await react(cleo, '\u2764\ufe0f')
  expect((await shown())?.reactions).toEqual([{ emoji: '\u2764\ufe0f', userIds: [bo.id, cleo.id] }])
})

test.each(['', 'a', ':+1:', '👍👍', '👍 ', '<b>', '\u200d', '1', 'x'.repeat(1000)])(
  'refuses %j',
  async (emoji) => {
    await said()
    expect(await fault(react(bo, emoji))).toMatchObject({ code: 'invalid_input', field: 'emoji' })
  },
)

test('the fifty-first emoji is refused, one that is there is not', async () => {
  await said()
  const emoji = (n: number) => String.fromCodePoint(0x1f600 + n)
  for (let n = 0; n < limits.reactionsPerMessage; n += 1) await react(bo, emoji(n))
  expect(await fault(react(cleo, emoji(limits.reactionsPerMessage)))).toMatchObject({
    code: 'conflict',
    field: 'emoji',
  })
  expect(await fault(react(cleo, emoji(0)))).toEqual({ code: 'ok' })
})

test('a deleted message takes no reactions and loses those it had', async () => {
  await said()
  await react(bo, '👍')
  await ada.api.chat.delete({ chatId, messageId })
  expect((await shown())?.reactions).toEqual([])
  expect(await fault(react(bo, '👍'))).toMatchObject({ code: 'conflict', field: 'messageId' })
})

test('a message of another chat is out of reach', async () => {
  await said()
  const elsewhere = messageId
  await said()
  messageId = elsewhere
  expect(await fault(react(bo, '👍'))).toMatchObject({ code: 'not_found', field: 'messageId' })
})
