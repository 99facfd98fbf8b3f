import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor, TestApp } from '../testing/app.ts'
import { testApp } from '../testing/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())

test('members are told who each other is, guests only of those in their chats', async () => {
  const { world, actors } = await app.people('ada', 'bo', 'cleo')
  const [ada, bo, cleo] = actors as [Actor, Actor, Actor]
  const dana = await app.person('dana', world, 'guest')
  const workspaceId = world.id
  const status = { text: 'On the quay', emoji: '⚓', until: null }
  await bo.api.identity.updateProfile({ title: 'Crane driver', timeZone: 'Asia/Tokyo', status })
  expect(await ada.api.workspace.person({ workspaceId, userId: bo.id })).toMatchObject({
    ...{ id: bo.id, title: 'Crane driver', timeZone: 'Asia/Tokyo', status },
    role: 'member',
  })

  const unseen = { cause: { code: 'not_found', field: 'userId' } }
  const chat = await ada.api.chat.create({ workspaceId, kind: 'private', name: 'ops' })
  await ada.api.chat.addMembers({ chatId: chat.id, userIds: [dana.id] })
  expect(await dana.api.workspace.person({ workspaceId, userId: ada.id })).toMatchObject({
    id: ada.id,
  })
  expect(await dana.api.workspace.person({ workspaceId, userId: dana.id })).toMatchObject({
    role: 'guest',
  })
  await expect(dana.api.workspace.person({ workspaceId, userId: cleo.id })).rejects.toMatchObject(
    unseen,
  )
  const eve = (await app.people('eve')).actors[0] as Actor
  await expect(ada.api.workspace.person({ workspaceId, userId: eve.id })).rejects.toMatchObject(
    unseen,
  )
})
