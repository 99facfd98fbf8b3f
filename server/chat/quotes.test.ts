import { afterAll, beforeAll, expect, test } from 'vitest'
import { limits } from '../../shared/limits.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())

/** Ada and Bo are in a private channel, Ada and Cleo in #general with him. */
const story = async () => {
  const { world, actors } = await app.people('ada', 'bo', 'cleo')
  const [ada, bo, cleo] = actors as [Actor, Actor, Actor]
  const attic = await ada.api.chat.create({
    ...{ workspaceId: world.id, kind: 'private', name: 'attic-canary' },
  })
  await ada.api.chat.addMembers({ chatId: attic.id, userIds: [bo.id] })
  const source = draft(attic.id, 'the plan')
  await bo.api.chat.send(source)
  const from = { chatId: attic.id, messageId: source.id }
  return { world, lobby: world.general, attic, source, from, ada, bo, cleo }
}

test('what is passed on is read by the members of its new chat, who learn nothing of the old one', async () => {
  const { lobby, attic, from, ada, bo, cleo } = await story()
  const { id } = draft(lobby, '')
  const ack = await ada.api.chat.forward({ id, chatId: lobby, from })
  expect(await ada.api.chat.forward({ id, chatId: lobby, from })).toEqual(ack)
  const page = await cleo.api.chat.page({ chatId: lobby, limit: 1 })
  expect(page.messages).toMatchObject([
    { id, body: '', quote: { ...from, author: { id: bo.id, name: bo.name }, body: 'the plan' } },
  ])
  const { message } = await app.event('message.sent', (event) => event.message.id === id)
  expect(message.quote).toEqual(page.messages[0]?.quote)
  expect(JSON.stringify(page)).not.toContain(attic.name)
  await expect(cleo.api.chat.message(from)).rejects.toMatchObject({ cause: { code: 'not_found' } })

  // Passed on again it stays what it was, also by who cannot read its chat.
  const dm = await cleo.api.chat.openDirect({ workspaceId: attic.workspaceId, userId: ada.id })
  const again = draft(dm.chatId, 'see')
  await cleo.api.chat.forward({ ...again, from: { chatId: lobby, messageId: id } })
  expect(await ada.api.chat.message({ chatId: dm.chatId, messageId: again.id })).toMatchObject({
    body: 'see',
    quote: page.messages[0]?.quote,
  })
})

test('only who can read a message can quote it, and only while it is there', async () => {
  const { lobby, attic, source, from, ada, bo, cleo } = await story()
  const hidden = { cause: { code: 'not_found' } }
  await expect(
    cleo.api.chat.send({ ...draft(lobby, 'they say'), quote: from }),
  ).rejects.toMatchObject(hidden)
  await expect(
    ada.api.chat.send({ ...draft(lobby, 'they say'), quote: { ...from, chatId: lobby } }),
  ).rejects.toMatchObject(hidden)
  const quoting = { ...draft(attic.id, 'I like this'), quote: from }
  const ack = await ada.api.chat.send(quoting)
  await bo.api.chat.delete({ chatId: attic.id, messageId: source.id })
  expect(await ada.api.chat.send(quoting)).toEqual(ack)
  await expect(
    ada.api.chat.send({ ...draft(attic.id, 'and this'), quote: from }),
  ).rejects.toMatchObject({ cause: { code: 'conflict' } })
})

test('the same id with another quote, manner or silence is another message', async () => {
  const { lobby, from, ada } = await story()
  const plain = draft(lobby, 'hello')
  await ada.api.chat.send(plain)
  for (const other of [{ quote: from }, { emote: true }, { silent: true }])
    await expect(ada.api.chat.send({ ...plain, ...other })).rejects.toMatchObject({
      cause: { code: 'conflict', field: 'id' },
    })
})

test('a deleted message keeps no quote, in no log; a long one is cut', async () => {
  const { lobby, attic, ada, cleo } = await story()
  const long = draft(attic.id, '𝒳'.repeat(limits.messageBody.max / 2))
  await ada.api.chat.send(long)
  const copy = draft(lobby, 'long')
  await ada.api.chat.forward({ ...copy, from: { chatId: attic.id, messageId: long.id } })
  const { quote } = await cleo.api.chat.message({ chatId: lobby, messageId: copy.id })
  expect(quote?.body.length).toBeLessThanOrEqual(limits.quotedText.max)
  expect(quote?.body.isWellFormed()).toBe(true)
  await ada.api.chat.delete({ chatId: lobby, messageId: copy.id })
  expect(await cleo.api.chat.message({ chatId: lobby, messageId: copy.id })).toMatchObject({
    quote: null,
  })
  const { events } = await cleo.api.chat.since({ chatId: lobby, seq: 0 })
  expect(JSON.stringify(events)).not.toContain('𝒳')
})

test('silence and manner are kept, also of what is sent later', async () => {
  const { lobby, ada, bo } = await story()
  const later = { ...draft(lobby, 'waves'), emote: true, silent: true }
  const sendAt = new Date(Date.now() + 60_000).toISOString()
  expect(await ada.api.chat.schedule({ ...later, sendAt })).toMatchObject({
    options: { emote: true, silent: true },
  })
  const now = { ...later, id: draft(lobby, '').id }
  await ada.api.chat.send(now)
  expect(await bo.api.chat.message({ chatId: lobby, messageId: now.id })).toMatchObject({
    emote: true,
    silent: true,
  })
})
