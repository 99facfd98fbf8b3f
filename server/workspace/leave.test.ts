import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'

let app: TestApp
let world: World
let ada: Actor
let bo: Actor
let cleo: Actor

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())
beforeEach(async () => {
  const made = await app.people('ada', 'bo', 'cleo')
  world = made.world
  ;[ada, bo, cleo] = made.actors as [Actor, Actor, Actor]
})

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error).code,
  )
const here = () => ({ workspaceId: world.id })
const tokenOf = (url: string) => url.split('/').at(-1) ?? ''

test('who leaves is out of everything, her channel has a new owner, and she may come back', async () => {
  const { id: chatId } = await bo.api.chat.create({ ...here(), kind: 'private', name: 'ops' })
  await bo.api.chat.addMembers({ chatId, userIds: [cleo.id] })
  const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString()
  await bo.api.chat.schedule({ ...draft(chatId, 'later'), sendAt: tomorrow })
  const said = draft(world.general, 'goodbye')
  await bo.api.chat.send(said)
  await bo.api.workspace.leave(here())
  expect([
    await codeOf(bo.api.chat.page({ chatId })),
    await codeOf(bo.api.chat.list(here())),
    await codeOf(bo.api.workspace.members(here())),
    await codeOf(bo.api.workspace.leave(here())),
  ]).toEqual(['not_found', 'not_found', 'not_found', 'not_found'])
  expect(await bo.api.workspace.list()).toEqual([])
  expect(await bo.api.chat.scheduled()).toEqual([])
  const members = await cleo.api.chat.members({ chatId })
  expect(members.map(({ id, role }) => [id, role])).toEqual([[cleo.id, 'owner']])
  const { messages } = await ada.api.chat.page({ chatId: world.general })
  expect(messages.some(({ id }) => id === said.id)).toBe(true)
  await app.event('workspace.member-left', ({ person }) => person.id === bo.id)

  const { url } = await ada.api.workspace.invite(here())
  await bo.api.workspace.acceptInvite({ token: tokenOf(url) })
  const chats = await bo.api.chat.list(here())
  expect(chats.map(({ name }) => name)).toEqual(['general'])
})

test('the last owner stays until somebody else is one', async () => {
  expect(await codeOf(ada.api.workspace.leave(here()))).toBe('conflict')
  await ada.api.workspace.transfer({ ...here(), userId: bo.id })
  expect(await codeOf(ada.api.workspace.leave(here()))).toBe('ok')
})

test('of two owners who leave at once one stays', async () => {
  await ada.api.workspace.setRole({ ...here(), userId: bo.id, role: 'owner' })
  const outcomes = await Promise.all([
    codeOf(ada.api.workspace.leave(here())),
    codeOf(bo.api.workspace.leave(here())),
  ])
  expect(outcomes.sort()).toEqual(['conflict', 'ok'])
})

test('a guest lands in the channels of the invite, and nowhere else', async () => {
  const create = async (name: string, kind: 'public' | 'private') =>
    (await ada.api.chat.create({ ...here(), kind, name })).id
  const [harbour, secret] = [await create('harbour', 'private'), await create('secret', 'private')]
  const eve = (await app.people('eve')).actors[0] as Actor
  const invite = (who: Actor, chatIds: (typeof harbour)[]) =>
    who.api.workspace.invite({ ...here(), role: 'guest', chatIds })
  expect(await codeOf(invite(bo, [harbour]))).toBe('not_found')
  const elsewhere = (await eve.api.workspace.list())[0]?.id ?? world.id
  const foreign = (await eve.api.chat.list({ workspaceId: elsewhere }))[0]?.id ?? harbour
  expect(await codeOf(invite(ada, [harbour, foreign]))).toBe('not_found')
  const { url } = await invite(ada, [harbour])
  await eve.api.workspace.acceptInvite({ token: tokenOf(url) })
  const chats = await eve.api.chat.list(here())
  expect(chats.map(({ id }) => id)).toEqual([harbour])
  expect(await codeOf(eve.api.chat.page({ chatId: secret }))).toBe('not_found')
  expect(await codeOf(eve.api.chat.join({ chatId: world.general }))).toBe('not_found')
})
