import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor, TestApp } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())

test('each sees what she has saved and follows in a chat, and nothing of the others', async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const chatId = world.general
  const root = draft(chatId, 'who has the key?')
  await ada.api.chat.send(root)
  const nothing = { saved: [], threads: [] }
  expect(await ada.api.chat.ownMarks({ chatId })).toEqual(nothing)

  const reply = await bo.api.chat.send({ ...draft(chatId, 'I do'), threadId: root.id })
  await bo.api.chat.save({ chatId, messageId: root.id })
  expect(await bo.api.chat.ownMarks({ chatId })).toEqual({
    saved: [{ messageId: root.id, remindAt: null }],
    threads: [{ threadId: root.id, readSeq: reply.seq }],
  })
  const { saved, threads } = await ada.api.chat.ownMarks({ chatId })
  expect(saved).toEqual([])
  expect(threads).toMatchObject([{ threadId: root.id }])
  expect(threads[0]?.readSeq).toBeLessThan(reply.seq)

  await ada.api.chat.unfollow({ chatId, threadId: root.id })
  await bo.api.chat.unsave({ messageId: root.id })
  expect(await ada.api.chat.ownMarks({ chatId })).toEqual(nothing)
  expect((await bo.api.chat.ownMarks({ chatId })).saved).toEqual([])
})

test('an edited message can be read as it was, a deleted one cannot', async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const chatId = world.general
  const { id: messageId } = await ada.api.chat.send(draft(chatId, 'on Friday'))
  const history = async () =>
    (await bo.api.chat.history({ chatId, messageId })).map(({ body }) => body)
  expect(await history()).toEqual(['on Friday'])
  for (const body of ['on Monday', 'on Tuesday'])
    await ada.api.chat.edit({ chatId, messageId, body })
  expect(await history()).toEqual(['on Friday', 'on Monday', 'on Tuesday'])
  await ada.api.chat.delete({ chatId, messageId })
  expect(await history().catch(faultOf)).toMatchObject({ code: 'conflict' })
})
