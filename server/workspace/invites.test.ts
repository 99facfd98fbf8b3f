import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { invites } from '../db/schema.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const tokenOf = (url: string) => url.split('/').at(-1) ?? ''
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error).code,
  )

test('Ada invites, Eve joins and lands in #general; opening it again uses nothing', async () => {
  const { world, actors } = await app.people('ada')
  const ada = actors[0] as Actor
  const eve = (await app.people('eve')).actors[0] as Actor
  const { url } = await ada.api.workspace.invite({ workspaceId: world.id, uses: 1 })
  expect(url).toMatch(/^http:\/\/localhost:8080\/invite\/./)
  const token = tokenOf(url)
  expect(await app.anonymous.workspace.readInvite({ token })).toEqual({
    workspace: 'Lobby',
    invitedBy: 'Ada Lovelace',
  })
  await eve.api.workspace.acceptInvite({ token })
  await eve.api.workspace.acceptInvite({ token })
  const chats = await eve.api.chat.list({ workspaceId: world.id })
  expect(chats.map(({ name }) => name)).toEqual(['general'])
  await app.event('workspace.member-joined', ({ person }) => person.id === eve.id)
})

test('fifty race for three places: three get in', async () => {
  const { world, actors } = await app.people('ada')
  const { url } = await (actors[0] as Actor).api.workspace.invite({
    workspaceId: world.id,
    uses: 3,
  })
  const elsewhere = (await app.people('eve')).world
  const crowd = await Promise.all(Array.from({ length: 50 }, () => app.person('eve', elsewhere)))
  const outcomes = await Promise.all(
    crowd.map(({ api }) => codeOf(api.workspace.acceptInvite({ token: tokenOf(url) }))),
  )
  expect(outcomes.filter((code) => code === 'ok')).toHaveLength(3)
  expect(outcomes.filter((code) => code === 'not_found')).toHaveLength(47)
})

test('expired, withdrawn, tampered and made-up invites all answer alike', async () => {
  const { world, actors } = await app.people('ada')
  const ada = actors[0] as Actor
  const eve = (await app.people('eve')).actors[0] as Actor
  const fresh = async () => tokenOf((await ada.api.workspace.invite({ workspaceId: world.id })).url)
  const accept = (token: string) => eve.api.workspace.acceptInvite({ token }).catch(faultOf)
  const expire = (set: Partial<typeof invites.$inferInsert>) =>
    app.deps.db.update(invites).set(set).where(eq(invites.workspaceId, world.id))

  const token = await fresh()
  await expire({ expiresAt: new Date(Date.now() - 1000) })
  expect(await accept(token)).toMatchObject({ code: 'not_found' })
  await expire({ expiresAt: new Date(Date.now() + 100_000), revokedAt: new Date() })
  expect(await accept(token)).toMatchObject({ code: 'not_found' })
  const [head, , signature] = (await fresh()).split('.')
  const forged = Buffer.from(JSON.stringify({ id: crypto.randomUUID(), role: 'owner' }))
  expect(await accept(`${head}.${forged.toString('base64url')}.${signature}`)).toMatchObject({
    code: 'not_found',
  })
  expect(await accept('nonsense')).toMatchObject({ code: 'not_found' })
  expect(await accept(await fresh())).toMatchObject({ workspaceId: world.id })
})

test('nobody invites above himself', async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const invite = (who: Actor, role: 'owner' | 'admin' | 'member') =>
    codeOf(who.api.workspace.invite({ workspaceId: world.id, role }))
  expect([await invite(ada, 'owner'), await invite(ada, 'admin')]).toEqual(['forbidden', 'ok'])
  expect([await invite(bo, 'admin'), await invite(bo, 'member')]).toEqual(['forbidden', 'ok'])
})

test('names of workspaces become addresses of their own', async () => {
  const ada = (await app.people('ada')).actors[0] as Actor
  const slugs = []
  for (const name of ['Ünïcode Café', 'Ünïcode Café', '日本', 'api', '../../etc'])
    slugs.push((await ada.api.workspace.create({ name })).slug)
  expect(slugs).toEqual(['unicode-cafe', 'unicode-cafe-2', 'team', 'team-api', 'etc'])
})
