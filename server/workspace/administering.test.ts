import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { audit } from '../db/schema.ts'
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

const fault = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error).code,
  )
const here = () => ({ workspaceId: world.id })
const of = ({ id }: Actor) => ({ ...here(), userId: id })
const acts = async () =>
  (await ada.api.workspace.audit(here())).map(({ action, actorId, detail }) => ({
    action,
    actorId,
    ...detail,
  }))

test('a suspended member is out at once, everywhere in the workspace, and comes back as before', async () => {
  await bo.api.chat.send(draft(world.general, 'here'))
  await ada.api.workspace.suspend(of(bo))
  await ada.api.workspace.suspend(of(bo))
  const at = { chatId: world.general }
  expect([
    await fault(bo.api.chat.page(at)),
    await fault(bo.api.chat.send(draft(world.general, 'still here?'))),
    await fault(bo.api.chat.list(here())),
    await fault(bo.api.chat.join(at)),
    await fault(bo.api.search.messages({ ...here(), text: 'here' })),
  ]).toEqual(Array.from({ length: 5 }, () => 'not_found'))
  expect(await bo.api.workspace.list()).toEqual([])
  const event = await app.event('workspace.member-changed', ({ person }) => person.id === bo.id)
  expect(event).toMatchObject({ status: 'suspended', role: 'member' })
  await ada.api.workspace.reinstate(of(bo))
  expect(await fault(bo.api.chat.send(draft(world.general, 'back')))).toBe('ok')
  expect(await acts()).toEqual([
    { action: 'member.reinstated', actorId: ada.id, userId: bo.id },
    { action: 'member.suspended', actorId: ada.id, userId: bo.id },
  ])
})

test('admins have members, owners have everybody, and an owner remains', async () => {
  expect(await fault(bo.api.workspace.setRole({ ...of(cleo), role: 'guest' }))).toBe('forbidden')
  await ada.api.workspace.setRole({ ...of(bo), role: 'admin' })
  expect(await fault(bo.api.workspace.setRole({ ...of(cleo), role: 'guest' }))).toBe('ok')
  expect(await fault(bo.api.workspace.setRole({ ...of(cleo), role: 'admin' }))).toBe('forbidden')
  expect(await fault(bo.api.workspace.setRole({ ...of(bo), role: 'owner' }))).toBe('forbidden')
  expect(await fault(bo.api.workspace.suspend(of(ada)))).toBe('forbidden')
  expect(await fault(ada.api.workspace.suspend(of(ada)))).toBe('conflict')
  expect(await fault(ada.api.workspace.setRole({ ...of(ada), role: 'member' }))).toBe('conflict')
  const bot = { ...here(), userId: world.botId }
  expect(await fault(ada.api.workspace.suspend(bot))).toBe('conflict')
  const eve = (await app.people('eve')).actors[0] as Actor
  expect(await fault(ada.api.workspace.suspend(of(eve)))).toBe('not_found')
  expect((await acts()).map(({ action }) => action)).toEqual([
    'member.role-changed',
    'member.role-changed',
  ])
})

test('a workspace is given to another in one step, by an owner, to somebody who can own it', async () => {
  expect(await fault(bo.api.workspace.transfer(of(bo)))).toBe('forbidden')
  const bot = { ...here(), userId: world.botId }
  expect(await fault(ada.api.workspace.transfer(bot))).toBe('conflict')
  await ada.api.workspace.transfer(of(bo))
  const roster = await bo.api.workspace.roster(here())
  expect(roster.map(({ name, role, status }) => [name, role, status])).toEqual([
    ['Ada Lovelace', 'admin', 'active'],
    ['Bo Berg', 'owner', 'active'],
    ['Cleo Marsh', 'member', 'active'],
    ['bot', 'member', 'active'],
  ])
  expect(await fault(ada.api.workspace.transfer(of(cleo)))).toBe('forbidden')
  expect((await bo.api.workspace.audit(here()))[0]).toMatchObject({
    action: 'workspace.transferred',
    actorId: ada.id,
    detail: { userId: bo.id },
  })
})

test('the log is picked by person, act and time', async () => {
  await ada.api.workspace.setRole({ ...of(bo), role: 'admin' })
  await bo.api.workspace.suspend(of(cleo))
  await ada.api.workspace.update({ ...here(), name: 'Attic' })
  const picked = async (filter: object) =>
    (await ada.api.workspace.audit({ ...here(), ...filter })).map(({ action }) => action)
  expect(await picked({ actorId: bo.id })).toEqual(['member.suspended'])
  expect(await picked({ action: 'workspace.renamed' })).toEqual(['workspace.renamed'])
  const soon = new Date(Date.now() + 60_000).toISOString()
  expect(await picked({ from: soon })).toEqual([])
  expect(await picked({ until: soon })).toHaveLength(3)
})

test('what owners of chats do is noted, without the name of a private channel', async () => {
  const { id: chatId } = await bo.api.chat.create({ ...here(), kind: 'private', name: 'hush' })
  await bo.api.chat.addMembers({ chatId, userIds: [cleo.id] })
  await bo.api.chat.update({ chatId, name: 'quiet' })
  await bo.api.chat.setRole({ chatId, userId: cleo.id, role: 'admin' })
  await bo.api.chat.transfer({ chatId, userId: cleo.id })
  await cleo.api.chat.archive({ chatId })
  await cleo.api.chat.restore({ chatId })
  expect((await acts()).map(({ action }) => action)).toEqual([
    'chat.restored',
    'chat.archived',
    'chat.transferred',
    'chat.role-changed',
    'chat.renamed',
  ])
  expect(JSON.stringify(await acts())).not.toMatch(/hush|quiet/)
})

test('two owners who depose each other at once leave one', async () => {
  await ada.api.workspace.setRole({ ...of(bo), role: 'owner' })
  const outcomes = await Promise.all([
    fault(ada.api.workspace.setRole({ ...of(bo), role: 'member' })),
    fault(bo.api.workspace.setRole({ ...of(ada), role: 'member' })),
  ])
  expect(outcomes.sort()).toEqual(['forbidden', 'ok'])
})

test('an invite is listed without its link, and withdrawn once', async () => {
  const { url } = await bo.api.workspace.invite(here())
  const [invite, ...more] = await ada.api.workspace.invites(here())
  if (!invite) throw new Error('there is an invite')
  expect(more).toEqual([])
  expect(invite).toMatchObject({ role: 'member', createdBy: bo.id, uses: 0 })
  const inviteId = invite.id
  const eve = (await app.people('eve')).actors[0] as Actor
  const elsewhere = { workspaceId: (await eve.api.workspace.list())[0]?.id ?? '', inviteId }
  expect(await fault(eve.api.workspace.revokeInvite(elsewhere))).toBe('not_found')
  await ada.api.workspace.revokeInvite({ ...here(), inviteId })
  expect(await fault(ada.api.workspace.revokeInvite({ ...here(), inviteId }))).toBe('not_found')
  const token = url.split('/').at(-1) ?? ''
  expect(await fault(eve.api.workspace.acceptInvite({ token }))).toBe('not_found')
  expect(await ada.api.workspace.invites(here())).toEqual([])
  expect((await acts()).map(({ action }) => action)).toEqual(['invite.revoked', 'invite.created'])
})

test('a workspace is renamed and keeps its address', async () => {
  await ada.api.workspace.update({ ...here(), name: 'Attic' })
  expect(await bo.api.workspace.list()).toMatchObject([{ name: 'Attic', slug: world.slug }])
  const event = await app.event('workspace.updated', ({ workspaceId }) => workspaceId === world.id)
  expect(event.name).toBe('Attic')
  expect(await acts()).toMatchObject([{ action: 'workspace.renamed', from: 'Lobby', to: 'Attic' }])
})

test('the log of acts cannot be changed, and shows it when it was', async () => {
  const { db } = app.deps
  for (const name of ['One', 'Two', 'Three']) await ada.api.workspace.update({ ...here(), name })
  const whole = await ada.api.workspace.verify(here())
  expect(whole).toMatchObject({ entries: 3, broken: null })
  const mine = eq(audit.workspaceId, world.id)
  await expect(db.delete(audit).where(mine)).rejects.toThrow()
  await expect(db.update(audit).set({ action: 'other' }).where(mine)).rejects.toThrow()

  // Somebody with the database in her hands can still do it: then the chain tells where.
  await db.transaction(async (tx) => {
    await tx.execute(sql`alter table audit disable trigger audit_append_only`)
    await tx
      .update(audit)
      .set({ detail: { from: 'Two', to: 'Other' } })
      .where(sql`workspace_id = ${world.id} and seq = 2`)
    await tx.execute(sql`alter table audit enable trigger audit_append_only`)
  })
  expect(await ada.api.workspace.verify(here())).toMatchObject({ entries: 3, broken: 2 })
  const [newest] = await ada.api.workspace.audit(here())
  expect(newest?.seq).toBe(3)
  const below = await ada.api.workspace.audit({ ...here(), before: 3 })
  expect(below.map(({ seq }) => seq)).toEqual([2, 1])
})
