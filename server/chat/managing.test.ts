import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ChatId, UserId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { outbox, workspaceMembers } from '../db/schema.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'

let app: TestApp
let world: World
let ada: Actor
let bo: Actor
let cleo: Actor
let chatId: ChatId

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())
beforeEach(async () => {
  const made = await app.people('eve', 'ada', 'bo', 'cleo')
  world = made.world
  ;[, ada, bo, cleo] = made.actors as [Actor, Actor, Actor, Actor]
  const chat = await ada.api.chat.create({ workspaceId: world.id, kind: 'public', name: 'plans' })
  chatId = chat.id
  await ada.api.chat.addMembers({ chatId, userIds: [bo.id, cleo.id] })
})

const fault = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error).code,
  )
const lines = async (who: Actor = bo) => {
  const { messages } = await who.api.chat.page({ chatId })
  return messages.map(({ notice, senderId }) => ({ ...notice, by: senderId }))
}
const roleOf = async (who: Actor) =>
  (await ada.api.chat.members({ chatId })).find(({ id }) => id === who.id)?.role
/** Snapshot and log tell one story: the seqs of the log are dense, and its lines are those of the page. */
const isWhole = async () => {
  const { messages, seq } = await bo.api.chat.page({ chatId, limit: 100 })
  const rows = await app.deps.db
    .select()
    .from(outbox)
    .where(eq(outbox.chatId, chatId))
    .orderBy(outbox.seq)
  expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: seq }, (_, n) => n + 1))
  const sent = rows.filter(({ type }) => type === 'message.sent')
  expect(sent.map(({ payload }) => payload.message)).toEqual(messages)
}

describe('system lines', () => {
  test('tell who did what to whom, in the order of the chat', async () => {
    await ada.api.chat.update({ chatId, name: 'Roadmap', topic: 'Where we go.' })
    await ada.api.chat.removeMember({ chatId, userId: cleo.id })
    await cleo.api.chat.join({ chatId })
    await cleo.api.chat.leave({ chatId })
    expect(await lines()).toEqual([
      { kind: 'added', userIds: [bo.id, cleo.id], by: ada.id },
      { kind: 'renamed', from: 'plans', to: 'roadmap', by: ada.id },
      { kind: 'topic-changed', topic: 'Where we go.', by: ada.id },
      { kind: 'removed', userIds: [cleo.id], by: ada.id },
      { kind: 'joined', by: cleo.id },
      { kind: 'left', by: cleo.id },
    ])
    const { people } = await bo.api.chat.page({ chatId })
    expect(people.map(({ name }) => name).sort()).toEqual(['Ada Lovelace', 'Bo Berg', 'Cleo Marsh'])
    await isWhole()
  })

  test('wait for nobody, and nobody can edit or delete them', async () => {
    const chat = await bo.api.chat.get({ chatId })
    expect(chat).toMatchObject({ unread: 0, mentions: 0 })
    await ada.api.chat.send(draft(chatId, 'hello'))
    await ada.api.chat.update({ chatId, topic: 'new' })
    expect(await bo.api.chat.get({ chatId })).toMatchObject({ unread: 1 })
    const { messages } = await ada.api.chat.page({ chatId })
    const line = messages.find(({ notice }) => notice)
    if (!line) throw new Error('there is a line')
    const messageId = line.id
    expect(await fault(ada.api.chat.edit({ chatId, messageId, body: 'x' }))).toBe('conflict')
    expect(await fault(ada.api.chat.delete({ chatId, messageId }))).toBe('conflict')
    expect(await fault(ada.api.chat.send({ id: messageId, chatId, body: 'x' }))).toBe('conflict')
  })

  test('what is so already tells nothing', async () => {
    const { seq } = await ada.api.chat.page({ chatId })
    await ada.api.chat.update({ chatId, name: 'plans', topic: '' })
    await ada.api.chat.addMembers({ chatId, userIds: [bo.id] })
    await bo.api.chat.join({ chatId })
    await ada.api.chat.restore({ chatId })
    await ada.api.chat.setRole({ chatId, userId: bo.id, role: 'member' })
    await ada.api.chat.transfer({ chatId, userId: ada.id })
    expect((await ada.api.chat.page({ chatId })).seq).toBe(seq)
  })
})

describe('name and topic', () => {
  test('are for managers, and a public name is had once', async () => {
    expect(await fault(bo.api.chat.update({ chatId, topic: 'mine' }))).toBe('forbidden')
    expect(await fault(ada.api.chat.update({ chatId, name: 'general' }))).toBe('conflict')
    expect((await ada.api.chat.get({ chatId })).name).toBe('plans')
    await ada.api.chat.setRole({ chatId, userId: bo.id, role: 'admin' })
    expect(await bo.api.chat.update({ chatId, topic: 'ours' })).toMatchObject({ topic: 'ours' })
    const event = await app.event('chat.updated', (one) => one.chatId === chatId)
    expect(event.chat).toMatchObject({ topic: 'ours', lastSeq: event.seq })
    await isWhole()
  })
})

describe('an archived chat', () => {
  test('can be read, not written, and comes back', async () => {
    expect(await fault(bo.api.chat.archive({ chatId }))).toBe('forbidden')
    expect((await ada.api.chat.archive({ chatId })).archivedAt).not.toBeNull()
    expect(await fault(bo.api.chat.send(draft(chatId, 'late')))).toBe('conflict')
    expect(await fault(ada.api.chat.update({ chatId, topic: 'late' }))).toBe('conflict')
    expect(await fault(ada.api.chat.setRole({ chatId, userId: bo.id, role: 'admin' }))).toBe(
      'conflict',
    )
    const ids = async (archived: boolean) =>
      (await bo.api.chat.list({ workspaceId: world.id, archived })).map(({ id }) => id)
    expect(await ids(false)).not.toContain(chatId)
    expect(await ids(true)).toEqual([chatId])
    await ada.api.chat.restore({ chatId })
    expect(await fault(bo.api.chat.send(draft(chatId, 'in time')))).toBe('ok')
    expect((await lines()).map((line) => ('kind' in line ? line.kind : undefined))).toEqual([
      'added',
      'archived',
      'restored',
      undefined,
    ])
  })
})

describe('roles in a chat', () => {
  test('are given by its owner, and the chat has one owner', async () => {
    expect(await fault(bo.api.chat.setRole({ chatId, userId: cleo.id, role: 'admin' }))).toBe(
      'forbidden',
    )
    await ada.api.chat.setRole({ chatId, userId: bo.id, role: 'admin' })
    expect(await fault(bo.api.chat.transfer({ chatId, userId: bo.id }))).toBe('forbidden')
    expect(await fault(bo.api.chat.removeMember({ chatId, userId: ada.id }))).toBe('forbidden')
    expect(await fault(ada.api.chat.setRole({ chatId, userId: ada.id, role: 'member' }))).toBe(
      'conflict',
    )
    await ada.api.chat.transfer({ chatId, userId: bo.id })
    expect([await roleOf(ada), await roleOf(bo)]).toEqual(['admin', 'owner'])
    expect(await fault(ada.api.chat.transfer({ chatId, userId: ada.id }))).toBe('forbidden')
    const stranger = newId<UserId>()
    expect(await fault(bo.api.chat.transfer({ chatId, userId: stranger }))).toBe('not_found')
    await isWhole()
  })

  test('guests and bots get none', async () => {
    const dana = await app.person('dana', world, 'guest')
    await ada.api.chat.addMembers({ chatId, userIds: [dana.id, world.botId] })
    for (const userId of [dana.id, world.botId]) {
      expect(await fault(ada.api.chat.setRole({ chatId, userId, role: 'admin' }))).toBe('conflict')
      expect(await fault(ada.api.chat.transfer({ chatId, userId }))).toBe('conflict')
    }
  })

  test('an owner who leaves is succeeded by the admin, then by who is there longest', async () => {
    const dana = await app.person('dana', world, 'guest')
    await ada.api.chat.addMembers({ chatId, userIds: [dana.id, world.botId] })
    await ada.api.chat.setRole({ chatId, userId: cleo.id, role: 'admin' })
    await ada.api.chat.leave({ chatId })
    expect(await roleOf(cleo)).toBe('owner')
    const ofThis = (event: { chatId: string; role: string }) =>
      event.chatId === chatId && event.role === 'owner'
    expect(await app.event('member.role-changed', ofThis)).toMatchObject({ userId: cleo.id })
    await isWhole()
    await ada.api.chat.join({ chatId })
    await cleo.api.chat.leave({ chatId })
    expect([await roleOf(bo), await roleOf(ada)]).toEqual(['owner', 'member'])
  })

  test('nobody who is suspended succeeds', async () => {
    const dana = await app.person('dana', world, 'guest')
    await ada.api.chat.addMembers({ chatId, userIds: [dana.id, world.botId] })
    await cleo.api.chat.leave({ chatId })
    await app.deps.db
      .update(workspaceMembers)
      .set({ status: 'suspended' })
      .where(and(eq(workspaceMembers.workspaceId, world.id), eq(workspaceMembers.userId, bo.id)))
    await ada.api.chat.leave({ chatId })
    const roles = (await ada.api.chat.members({ chatId })).map(({ role }) => role)
    expect(roles).not.toContain('owner')
  })

  test('two owners in name who leave and transfer at once leave one owner', async () => {
    const outcomes = await Promise.all([
      fault(ada.api.chat.transfer({ chatId, userId: bo.id })),
      fault(ada.api.chat.transfer({ chatId, userId: cleo.id })),
      fault(ada.api.chat.leave({ chatId })),
    ])
    expect(outcomes).toContain('ok')
    const roles = (await cleo.api.chat.members({ chatId })).map(({ role }) => role)
    expect(roles.filter((role) => role === 'owner')).toHaveLength(1)
    await isWhole()
  })
})

describe('a group chat', () => {
  test('has three to fifty people, each of the workspace', async () => {
    const { id: workspaceId } = world
    const make = (...userIds: UserId[]) => ada.api.chat.createGroup({ workspaceId, userIds })
    expect(await fault(make(bo.id))).toBe('invalid_input')
    expect(await fault(make(bo.id, bo.id, ada.id))).toBe('invalid_input')
    expect(await fault(make(bo.id, newId<UserId>()))).toBe('not_found')
    const { chatId: group } = await make(bo.id, cleo.id)
    const chat = await bo.api.chat.get({ chatId: group })
    expect(chat).toMatchObject({ kind: 'group', role: 'member' })
    expect(chat.others.map(({ name }) => name).sort()).toEqual(['Ada Lovelace', 'Cleo Marsh'])
    expect(await fault(bo.api.chat.update({ chatId: group, name: 'lunch' }))).toBe('ok')
    expect((await ada.api.chat.get({ chatId: group })).name).toBe('lunch')
  })

  test('does not grow beyond fifty', async () => {
    const people: UserId[] = [bo.id, cleo.id]
    for (let n = people.length; n < 50; n += 1)
      people.push((await app.person('dana', world, 'guest')).id)
    const { chatId: group } = await ada.api.chat.createGroup({
      workspaceId: world.id,
      userIds: people.slice(0, 49),
    })
    const add = fault(
      ada.api.chat.addMembers({ chatId: group, userIds: [people[49] ?? newId<UserId>()] }),
    )
    expect(await add).toBe('conflict')
    expect(await ada.api.chat.members({ chatId: group })).toHaveLength(50)
  })
})

test('a direct chat has nothing to manage', async () => {
  const { chatId: direct } = await ada.api.chat.openDirect({
    workspaceId: world.id,
    userId: bo.id,
  })
  const at = { chatId: direct }
  expect([
    await fault(ada.api.chat.update({ ...at, topic: 'x' })),
    await fault(ada.api.chat.archive(at)),
    await fault(ada.api.chat.transfer({ ...at, userId: bo.id })),
    await fault(ada.api.chat.addMembers({ ...at, userIds: [cleo.id] })),
    await fault(ada.api.chat.leave(at)),
  ]).toEqual(Array.from({ length: 5 }, () => 'conflict'))
})

test('settings are mine alone, and only what is named changes', async () => {
  const mutedUntil = '2027-01-01T00:00:00.000Z'
  await bo.api.chat.settings({ chatId, notify: 'mentions', starred: true })
  expect(await bo.api.chat.settings({ chatId, mutedUntil })).toEqual({
    notify: 'mentions',
    mutedUntil,
    starred: true,
  })
  expect(await bo.api.chat.get({ chatId })).toMatchObject({ notify: 'mentions', starred: true })
  expect(await ada.api.chat.get({ chatId })).toMatchObject({ notify: 'all', mutedUntil: null })
  const event = await app.event('chat.settings-changed', ({ userId }) => userId === bo.id)
  expect(event).toMatchObject({ chatId, settings: { starred: true, mutedUntil: null } })
  expect(await bo.api.chat.settings({ chatId, mutedUntil: null })).toMatchObject({
    mutedUntil: null,
    starred: true,
  })
})
