import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { and, eq } from 'drizzle-orm'
import type { Hono } from 'hono'
import type { FaultCode } from '../../shared/errors.ts'
import type { ChatId, FileId, InviteId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { workspaceMembers } from '../db/schema.ts'
import { appRouter } from '../router.ts'
import { faultOf } from '../trpc.ts'
import type { Actor, Api, TestApp, World } from './app.ts'
import { draft, testApp } from './app.ts'
import { testWeb, uploaded } from './web.ts'

/*
 * Every procedure as every kind of caller. The object is a private channel of Ada's with Bo in it. Cleo was in it and was removed,
 * Dana is a guest outside it, Hal is suspended, Eve owns another workspace. A procedure without a row here fails.
 */
const callers = [
  'anonymous',
  'stranger',
  'suspended',
  'exMember',
  'guest',
  'member',
  'owner',
] as const
type CallerName = (typeof callers)[number]
type Expected = 'ok' | FaultCode

interface Scene {
  world: World
  owner: Actor
  member: Actor
  exMember: Actor
  chatId: ChatId
  ownersMessage: MessageId
  ownersScheduled: MessageId
  ownersFile: FileId
  invite: string
  inviteId: InviteId
}
interface Ids {
  chatId: ChatId
  workspaceId: WorkspaceId
  userId: UserId
}
interface Row {
  /** The input; asked again for each caller. `ids` are the real ones, or random ones to compare with. */
  input: (scene: Scene, ids: Ids, caller: CallerName) => unknown
  expect: Record<CallerName, Expected>
}

const everybody = (expected: Expected): Row['expect'] =>
  Object.fromEntries(callers.map((caller) => [caller, expected])) as Row['expect']
const accounts: Row['expect'] = { ...everybody('ok'), anonymous: 'unauthorized' }
const hidden: Row['expect'] = { ...everybody('not_found'), anonymous: 'unauthorized' }
const inTheChat: Row['expect'] = { ...hidden, member: 'ok', owner: 'ok' }
const inTheWorkspace: Row['expect'] = { ...inTheChat, exMember: 'ok', guest: 'ok' }
const noGuests: Row['expect'] = { ...inTheWorkspace, guest: 'forbidden' }

const adminsOnly: Row['expect'] = {
  ...noGuests,
  exMember: 'forbidden',
  member: 'forbidden',
}
const tomorrow = () => new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString()

const signUp = () => ({
  fullName: 'Gus Gray',
  email: `${newId()}@example.org`,
  password: 'correct horse battery',
})

const matrix: Record<string, Row> = {
  'identity.unclaimed': { input: () => undefined, expect: everybody('ok') },
  'identity.signUp': {
    input: () => ({ ...signUp(), workspaceName: 'Mine' }),
    expect: everybody('forbidden'),
  },
  'identity.signIn': {
    input: () => ({ email: 'nobody@example.org', password: 'wrong wrong' }),
    expect: everybody('unauthorized'),
  },
  'identity.me': { input: () => undefined, expect: accounts },
  'identity.updateProfile': { input: () => ({ title: 'Engineer' }), expect: accounts },
  'identity.updatePreferences': { input: () => ({ density: 'roomy' }), expect: accounts },
  'identity.changePassword': {
    input: () => ({ current: 'not this one', next: 'correct horse battery' }),
    expect: { ...everybody('forbidden'), anonymous: 'unauthorized' },
  },
  // Everybody's own session is fine, somebody else's does not exist.
  'identity.revokeSession': {
    input: ({ owner }) => ({ sessionId: owner.sessionId }),
    expect: { ...hidden, owner: 'ok' },
  },
  'identity.sessions': { input: () => undefined, expect: accounts },
  'identity.signOut': { input: () => undefined, expect: accounts },
  'identity.signOutEverywhere': { input: () => undefined, expect: accounts },

  'workspace.create': { input: () => ({ name: 'Another' }), expect: accounts },
  'workspace.list': { input: () => undefined, expect: accounts },
  'workspace.members': { input: (_, { workspaceId }) => ({ workspaceId }), expect: noGuests },
  'workspace.invite': { input: (_, { workspaceId }) => ({ workspaceId }), expect: noGuests },
  'workspace.setRole': {
    input: ({ member }, { workspaceId }) => ({ workspaceId, userId: member.id, role: 'admin' }),
    expect: adminsOnly,
  },
  'workspace.suspend': {
    input: ({ member }, { workspaceId }) => ({ workspaceId, userId: member.id }),
    expect: adminsOnly,
  },
  'workspace.reinstate': {
    input: ({ member }, { workspaceId }) => ({ workspaceId, userId: member.id }),
    expect: adminsOnly,
  },
  'workspace.update': {
    input: (_, { workspaceId }) => ({ workspaceId, name: 'Renamed' }),
    expect: adminsOnly,
  },
  'workspace.invites': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'workspace.revokeInvite': {
    input: ({ inviteId }, { workspaceId }) => ({ workspaceId, inviteId }),
    expect: adminsOnly,
  },
  'workspace.roster': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'workspace.transfer': {
    input: ({ member }, { workspaceId }) => ({ workspaceId, userId: member.id }),
    expect: adminsOnly,
  },
  ...Object.fromEntries(
    ['system.deadLetters', 'system.status'].map((path): [string, Row] => [
      path,
      { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
    ]),
  ),
  // Who may see them is told that these are not there.
  ...Object.fromEntries(
    ['system.replay', 'system.discard'].map((path): [string, Row] => [
      path,
      {
        input: (_, { workspaceId }) => ({ workspaceId, consumer: 'indexer', eventId: 'none' }),
        expect: { ...adminsOnly, owner: 'not_found' },
      },
    ]),
  ),
  'exports.list': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'exports.request': {
    input: (_, { workspaceId }) => ({ workspaceId, scope: 'public' }),
    expect: adminsOnly,
  },
  'exports.mine': { input: () => undefined, expect: accounts },
  'exports.requestMine': { input: () => undefined, expect: accounts },
  'workspace.retention': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'workspace.setRetention': {
    input: (_, { workspaceId }) => ({ workspaceId, days: 90 }),
    expect: adminsOnly,
  },
  'workspace.audit': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'workspace.verify': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'workspace.readInvite': { input: ({ invite }) => ({ token: invite }), expect: everybody('ok') },
  'workspace.acceptInvite': {
    input: ({ invite }) => ({ token: invite }),
    expect: { ...accounts, suspended: 'forbidden' },
  },

  'chat.create': {
    input: (_, { workspaceId }) => ({ workspaceId, kind: 'public', name: `c-${newId()}` }),
    expect: noGuests,
  },
  'chat.list': { input: (_, { workspaceId }) => ({ workspaceId }), expect: inTheWorkspace },
  'chat.browse': { input: (_, { workspaceId }) => ({ workspaceId }), expect: noGuests },
  'chat.openDirect': {
    input: ({ exMember, owner }, { workspaceId, userId }, caller) => ({
      workspaceId,
      userId: caller === 'exMember' && userId === exMember.id ? owner.id : userId,
    }),
    expect: { ...inTheWorkspace, guest: 'not_found' },
  },
  'chat.get': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },
  'chat.join': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },
  'chat.members': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },
  'chat.page': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },
  'chat.since': { input: (_, { chatId }) => ({ chatId, seq: 0 }), expect: inTheChat },
  'chat.markRead': { input: (_, { chatId }) => ({ chatId, seq: 1 }), expect: inTheChat },
  'chat.markUnread': { input: (_, { chatId }) => ({ chatId, seq: 1 }), expect: inTheChat },
  'chat.markAllRead': { input: (_, { workspaceId }) => ({ workspaceId }), expect: inTheWorkspace },
  'chat.restoreReads': {
    input: ({ chatId }, { workspaceId }) => ({
      workspaceId,
      undo: [{ chatId, readSeq: 0, manualUnread: false }],
    }),
    expect: inTheWorkspace,
  },
  'chat.inbox': { input: (_, { workspaceId }) => ({ workspaceId }), expect: inTheWorkspace },
  'chat.react': {
    input: ({ ownersMessage }, { chatId }) => ({ chatId, messageId: ownersMessage, emoji: '👍' }),
    expect: inTheChat,
  },
  'chat.unreact': {
    input: ({ ownersMessage }, { chatId }) => ({ chatId, messageId: ownersMessage, emoji: '👍' }),
    expect: inTheChat,
  },
  ...Object.fromEntries(
    ['chat.pin', 'chat.unpin', 'chat.save', 'chat.message'].map((path): [string, Row] => [
      path,
      {
        input: ({ ownersMessage }, { chatId }) => ({ chatId, messageId: ownersMessage }),
        expect: inTheChat,
      },
    ]),
  ),
  'chat.pins': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },
  'chat.unsave': {
    input: ({ ownersMessage }) => ({ messageId: ownersMessage }),
    expect: accounts,
  },
  'chat.saved': { input: () => ({}), expect: accounts },
  'chat.saveDraft': { input: (_, { chatId }) => ({ chatId, body: 'so' }), expect: inTheChat },
  'chat.draft': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },
  'chat.drafts': { input: () => undefined, expect: accounts },
  'chat.schedule': {
    input: (_, { chatId }) => ({ ...draft(chatId, 'later'), sendAt: tomorrow() }),
    expect: inTheChat,
  },
  'chat.scheduled': { input: () => undefined, expect: accounts },
  'chat.reschedule': {
    input: ({ ownersScheduled }) => ({ id: ownersScheduled, sendAt: tomorrow() }),
    expect: { ...hidden, owner: 'ok' },
  },
  'chat.cancelScheduled': {
    input: ({ ownersScheduled }) => ({ id: ownersScheduled }),
    expect: { ...hidden, owner: 'ok' },
  },
  'chat.thread': {
    input: ({ ownersMessage }, { chatId }) => ({ chatId, threadId: ownersMessage }),
    expect: inTheChat,
  },
  'chat.follow': {
    input: ({ ownersMessage }, { chatId }) => ({ chatId, threadId: ownersMessage }),
    expect: inTheChat,
  },
  'chat.unfollow': {
    input: ({ ownersMessage }, { chatId }) => ({ chatId, threadId: ownersMessage }),
    expect: inTheChat,
  },
  'chat.typing': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },
  'chat.send': { input: (_, { chatId }) => draft(chatId, 'hello'), expect: inTheChat },
  'chat.edit': {
    input: ({ ownersMessage }, { chatId }) => ({ chatId, messageId: ownersMessage, body: 'new' }),
    expect: { ...inTheChat, member: 'forbidden' },
  },
  'chat.delete': {
    input: ({ ownersMessage }, { chatId }) => ({ chatId, messageId: ownersMessage }),
    expect: { ...inTheChat, member: 'forbidden' },
  },
  'chat.addMembers': {
    input: ({ exMember }, { chatId }) => ({ chatId, userIds: [exMember.id] }),
    expect: inTheChat,
  },
  'chat.removeMember': {
    input: ({ member }, { chatId }) => ({ chatId, userId: member.id }),
    expect: { ...inTheChat, member: 'forbidden' },
  },
  'chat.createGroup': {
    input: ({ owner, member, exMember, world }, { workspaceId }, caller) => ({
      workspaceId,
      userIds: [caller === 'owner' ? member.id : owner.id, world.botId, exMember.id],
    }),
    expect: noGuests,
  },
  'chat.update': {
    input: (_, { chatId }) => ({ chatId, topic: 'new' }),
    expect: { ...inTheChat, member: 'forbidden' },
  },
  'chat.archive': {
    input: (_, { chatId }) => ({ chatId }),
    expect: { ...inTheChat, member: 'forbidden' },
  },
  'chat.restore': {
    input: (_, { chatId }) => ({ chatId }),
    expect: { ...inTheChat, member: 'forbidden' },
  },
  'chat.setRole': {
    input: ({ member }, { chatId }) => ({ chatId, userId: member.id, role: 'admin' }),
    expect: { ...inTheChat, member: 'forbidden' },
  },
  'chat.transfer': {
    input: ({ member }, { chatId }) => ({ chatId, userId: member.id }),
    expect: { ...inTheChat, member: 'forbidden' },
  },
  'chat.retention': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },
  'chat.setRetention': {
    input: (_, { chatId }) => ({ chatId, days: 30 }),
    expect: { ...inTheChat, member: 'forbidden' },
  },
  'chat.settings': {
    input: (_, { chatId }) => ({ chatId, starred: true }),
    expect: inTheChat,
  },
  'chat.leave': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },

  'chat.files': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },

  'files.begin': {
    input: (_, { workspaceId }) => ({ workspaceId, id: newId<FileId>(), name: 'x', size: 1 }),
    expect: inTheWorkspace,
  },
  // An upload is its owner's alone.
  'files.describe': {
    input: ({ ownersFile }) => ({ id: ownersFile, alt: 'a canary' }),
    expect: { ...hidden, owner: 'ok' },
  },
  'files.discard': {
    input: ({ ownersFile }) => ({ id: ownersFile }),
    expect: { ...hidden, owner: 'ok' },
  },

  'search.messages': {
    input: (_, { workspaceId }) => ({ workspaceId, text: 'canary' }),
    expect: inTheWorkspace,
  },
  'bot.status': { input: () => undefined, expect: accounts },
  'bot.ask': {
    input: (_, { workspaceId }) => ({ workspaceId, text: 'what did we decide?' }),
    expect: inTheWorkspace,
  },
  'analytics.overview': { input: (_, { workspaceId }) => ({ workspaceId }), expect: noGuests },
  'events.stream': {
    input: () => undefined,
    expect: { ...everybody('unavailable'), anonymous: 'unauthorized' },
  },
}

const procedures = Object.keys(appRouter._def.procedures).sort()

const callOf = (api: Api, path: string) =>
  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], api) as (
    input: unknown,
  ) => Promise<unknown>

/** How a call ends: `ok`, or the fault that the caller is told. */
const outcome = async (api: Api, path: string, input: unknown) => {
  try {
    const result = await callOf(api, path)(input)
    // A subscription answers with an iterator and refuses at its first step.
    if (result && typeof result === 'object' && Symbol.asyncIterator in result)
      await (result as AsyncIterable<unknown>)[Symbol.asyncIterator]().next()
    return { code: 'ok' as const }
  } catch (error) {
    return faultOf(error)
  }
}

describe('every procedure, as every caller', () => {
  let app: TestApp
  let web: Hono
  beforeAll(async () => {
    app = await testApp()
    web = testWeb(app.deps)
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const stage = async () => {
    const { world, actors } = await app.people('ada', 'bo', 'cleo')
    const [owner, member, exMember] = actors as [Actor, Actor, Actor]
    const guest = await app.person('dana', world, 'guest')
    const suspended = await app.person('dana', world)
    const stranger = (await app.people('eve')).actors[0] as Actor
    const chat = await owner.api.chat.create({
      workspaceId: world.id,
      kind: 'private',
      name: 'ops',
    })
    await owner.api.chat.addMembers({
      chatId: chat.id,
      userIds: [member.id, exMember.id, suspended.id],
    })
    await owner.api.chat.removeMember({ chatId: chat.id, userId: exMember.id })
    await app.deps.db
      .update(workspaceMembers)
      .set({ status: 'suspended' })
      .where(
        and(eq(workspaceMembers.workspaceId, world.id), eq(workspaceMembers.userId, suspended.id)),
      )
    const ownersMessage = draft(chat.id, 'a canary of the owner')
    await owner.api.chat.send(ownersMessage)
    const ownersScheduled = draft(chat.id, 'a canary to come')
    await owner.api.chat.schedule({ ...ownersScheduled, sendAt: tomorrow() })
    const ownersFile = await uploaded(web, owner, world.id, 'canary.txt', 'a canary')
    const { url } = await owner.api.workspace.invite({ workspaceId: world.id })
    const [invited] = await owner.api.workspace.invites({ workspaceId: world.id })
    const scene: Scene = {
      world,
      owner,
      member,
      exMember,
      chatId: chat.id,
      ownersMessage: ownersMessage.id,
      ownersScheduled: ownersScheduled.id,
      ownersFile: ownersFile.id,
      invite: url.split('/').at(-1) ?? '',
      inviteId: invited?.id ?? newId<InviteId>(),
    }
    const apis: Record<CallerName, Api> = {
      anonymous: app.anonymous,
      stranger: stranger.api,
      suspended: suspended.api,
      exMember: exMember.api,
      guest: guest.api,
      member: member.api,
      owner: owner.api,
    }
    return { scene, apis }
  }

  test('has a row for each procedure, and none for what is gone', () => {
    expect(Object.keys(matrix).sort()).toEqual(procedures)
  })

  let cells = 0
  test.each(procedures)('%s', async (path) => {
    const row = matrix[path]
    if (!row) throw new Error(`${path} has no row in the access matrix`)
    const { scene, apis } = await stage()
    const real: Ids = {
      chatId: scene.chatId,
      workspaceId: scene.world.id,
      userId: scene.exMember.id,
    }
    const madeUp: Partial<Ids>[] = [
      { chatId: newId<ChatId>(), workspaceId: newId<WorkspaceId>() },
      { userId: newId<UserId>() },
    ]
    const seen: Partial<Record<CallerName, string>> = {}
    for (const caller of callers) {
      const told = await outcome(apis[caller], path, row.input(scene, real, caller))
      seen[caller] = told.code
      cells += 1
      if (told.code !== 'not_found') continue
      // What is hidden answers to the letter like what does not exist.
      const others = []
      for (const ids of madeUp)
        others.push(
          await outcome(apis[caller], path, row.input(scene, { ...real, ...ids }, caller)),
        )
      expect(others).toContainEqual(told)
    }
    expect(seen).toEqual(row.expect)
  })

  test('each of them refuses an unknown key', async () => {
    const { scene, apis } = await stage()
    const ids = { chatId: scene.chatId, workspaceId: scene.world.id, userId: scene.exMember.id }
    for (const path of procedures) {
      const input = matrix[path]?.input(scene, ids, 'owner')
      if (input === undefined) continue
      const told = await outcome(apis.owner, path, { ...input, senderId: scene.owner.id })
      expect({ path, ...told }).toMatchObject({ path, code: 'invalid_input', field: 'senderId' })
    }
  })

  afterAll(() => console.log(`access matrix: ${procedures.length} procedures, ${cells} cells`))
})
