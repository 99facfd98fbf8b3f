import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { roleApp } from '../health.ts'
import type { Notify } from '../notify/worker.ts'
import { start } from '../notify/worker.ts'
import { serve } from '../serve.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { testApp } from '../testing/app.ts'
import type { OpenStream } from '../testing/streams.ts'
import { openStream } from '../testing/streams.ts'

let app: TestApp
let role: Notify
let server: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  app = await testApp()
  role = await start(app.deps)
  server = await serve(roleApp(app.deps, 'notify', role.app), { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  const closed = server.stop()
  role.drain()
  await closed
  await role.stop()
  await app[Symbol.asyncDispose]()
})

const follow = async (actor: Actor): Promise<OpenStream> => {
  const stream = await openStream(server.port, { token: actor.token })
  await stream.event('stream.ready')
  return stream
}
const told = (stream: OpenStream, who: Actor, state: string) =>
  stream.event('presence', ({ people }) =>
    people.some((one) => one.userId === who.id && one.state === state),
  )
const anything = (stream: OpenStream, who: Actor) =>
  stream
    .events()
    .some((event) => event.type === 'presence' && event.people.some((one) => one.userId === who.id))

test('people who share a workspace see each other come, change and go; nobody else does', async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const { actors: others } = await app.people('eve')
  const eve = others[0] as Actor
  using hers = await follow(ada)
  using elsewhere = await follow(eve)
  const deviceId = newId()
  await bo.api.workspace.heartbeat({ deviceId, state: 'online' })
  expect(await told(hers, bo, 'online')).toMatchObject({ workspaceId: world.id, whole: false })
  await bo.api.workspace.setPresence({
    ...{ workspaceId: world.id, chosen: 'busy', deviceId, state: 'online' },
  })
  await told(hers, bo, 'busy')

  // Whoever comes later is told of everybody at once, and the procedure says the same.
  using late = await follow(ada)
  const people = [{ userId: bo.id, state: 'busy' }]
  expect(await told(late, bo, 'busy')).toMatchObject({ whole: true, people })
  expect(await ada.api.workspace.presence({ workspaceId: world.id })).toEqual({
    people,
    chosen: 'auto',
  })
  expect((await bo.api.workspace.presence({ workspaceId: world.id })).chosen).toBe('busy')

  await bo.api.workspace.heartbeat({ deviceId, state: 'offline' })
  await told(hers, bo, 'offline')
  expect(anything(elsewhere, bo)).toBe(false)
})

test('a guest is seen by, and sees, only those in a chat with her', async () => {
  const { world, actors } = await app.people('ada', 'bo', 'cleo')
  const [ada, bo, cleo] = actors as [Actor, Actor, Actor]
  const dana = await app.person('dana', world, 'guest')
  const chat = await ada.api.chat.create({ workspaceId: world.id, kind: 'private', name: 'ops' })
  await ada.api.chat.addMembers({ chatId: chat.id, userIds: [dana.id] })
  using hers = await follow(ada)
  using his = await follow(bo)
  using guests = await follow(dana)
  for (const { api } of [ada, cleo, dana])
    await api.workspace.heartbeat({ deviceId: newId(), state: 'online' })
  await told(hers, dana, 'online')
  await told(his, cleo, 'online')
  await told(guests, ada, 'online')
  expect(anything(his, dana)).toBe(false)
  expect(anything(guests, cleo)).toBe(false)
  const seenBy = async ({ api }: Actor) => {
    const { people } = await api.workspace.presence({ workspaceId: world.id })
    return people.map(({ userId }) => userId).sort()
  }
  expect(await seenBy(dana)).toEqual([ada.id, dana.id].sort())
  expect(await seenBy(bo)).toEqual([ada.id, cleo.id].sort())
})

test('nothing of it is stored, and telling it too often is dropped', async () => {
  const { actors } = await app.people('ada')
  const ada = actors[0] as Actor
  const signal = vi.spyOn(app.deps.bus, 'signal')
  const before = app.events.length
  for (let n = 0; n < 100; n += 1)
    await ada.api.workspace.heartbeat({ deviceId: newId(), state: 'online' })
  expect(signal.mock.calls.length).toBe(80)
  expect(app.events.length).toBe(before)
  signal.mockRestore()
})
