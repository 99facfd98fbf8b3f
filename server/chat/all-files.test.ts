import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { testWeb, uploaded } from '../testing/web.ts'

describe('all files of a workspace', () => {
  let app: TestApp
  let web: Hono
  let world: World
  let ada: Actor
  let bo: Actor
  let hiring: ChatId
  let last: MessageId
  beforeAll(async () => {
    app = await testApp()
    web = testWeb(app.deps)
    const story = await app.people('ada', 'bo')
    world = story.world
    ;[ada, bo] = story.actors as [Actor, Actor]
    const made = await ada.api.chat.create({
      workspaceId: world.id,
      kind: 'private',
      name: 'hiring',
    })
    hiring = made.id
    await send(ada, world.general, 'plan.txt', 'map.txt')
    await send(ada, hiring, 'letter.txt')
    last = await send(bo, world.general, 'hook.txt')
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const send = async (who: Actor, chatId: ChatId, ...names: string[]) => {
    const fileIds = []
    for (const name of names)
      fileIds.push((await uploaded(web, who, world.id, name, `${name} of ${who.id}`)).id)
    return (await who.api.chat.send({ ...draft(chatId, ''), fileIds })).id
  }
  type Asked = Omit<Parameters<Actor['api']['chat']['allFiles']>[0], 'workspaceId'>
  const ask = (who: Actor, asked: Asked = {}) =>
    who.api.chat.allFiles({ workspaceId: world.id, ...asked })
  const namesOf = async (who: Actor, asked: Asked = {}) =>
    (await ask(who, asked)).files.map(({ file }) => file.name)

  test('are those of the chats that one may read, newest first', async () => {
    expect(await namesOf(ada)).toEqual(['hook.txt', 'letter.txt', 'plan.txt', 'map.txt'])
    expect(await namesOf(bo)).toEqual(['hook.txt', 'plan.txt', 'map.txt'])
    const { files, people } = await ask(bo)
    expect(files[0]).toMatchObject({ chat: { name: 'general', kind: 'public' }, senderId: bo.id })
    expect(people.map(({ id }) => id).sort()).toEqual([ada.id, bo.id].sort())
  })

  test('are found by chat, person and kind', async () => {
    expect(await namesOf(ada, { chatId: hiring })).toEqual(['letter.txt'])
    expect(await namesOf(bo, { chatId: hiring })).toEqual([])
    expect(await namesOf(ada, { from: bo.id })).toEqual(['hook.txt'])
    expect(await namesOf(ada, { kinds: ['image', 'pdf'] })).toEqual([])
    expect(await namesOf(ada, { kinds: ['text'], from: ada.id, chatId: world.general })).toEqual([
      'plan.txt',
      'map.txt',
    ])
  })

  test('come in pages that end with all files of a message', async () => {
    const first = await ask(ada, { limit: 3 })
    expect(first.files.map(({ file }) => file.name)).toEqual([
      'hook.txt',
      'letter.txt',
      'plan.txt',
      'map.txt',
    ])
    expect(first.next).toBeNull()
    const page = await ask(ada, { limit: 1 })
    expect([page.files.length, page.next]).toEqual([1, last])
    expect(await namesOf(ada, { before: last })).toEqual(['letter.txt', 'plan.txt', 'map.txt'])
  })

  test('leave with their message', async () => {
    await bo.api.chat.delete({ chatId: world.general, messageId: last })
    expect(await namesOf(ada, { from: bo.id })).toEqual([])
    expect(await namesOf(ada, { before: last, limit: 1 })).toEqual(['letter.txt'])
  })
})
