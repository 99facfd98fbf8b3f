import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChatId, FileId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { appRouter } from '../router.ts'
import type { CallerName, Expectation } from './access/callers.ts'
import {
  accounts,
  adminsOnly,
  callers,
  complete,
  everybody,
  hidden,
  inPerson,
  inTheChat,
  inTheWorkspace,
  noGuests,
  ownersOnly,
} from './access/callers.ts'
import type { Ids, Scene, Stage } from './access/stage.ts'
import { password, setStage, tomorrow } from './access/stage.ts'
import type { As, Told } from './access/try-out.ts'
import { outcome, tryOut } from './access/try-out.ts'
import type { TestApp } from './app.ts'
import { draft, testApp } from './app.ts'

/* Every procedure as every kind of caller, on every kind of object. A procedure without a row here fails. */

interface Row {
  /** The input; asked again for each caller. `ids` are the real ones, or others to compare with. */
  input: (scene: Scene, ids: Ids, caller: CallerName) => unknown
  expect: Expectation
  /** Where nobody may do what `input` asks: what somebody may, so that the row cannot pass by being broken. */
  twin?: { caller: CallerName; input: (scene: Scene) => unknown }
}

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
    twin: { caller: 'anonymous', input: ({ invite }) => ({ ...signUp(), invite }) },
  },
  'identity.signIn': {
    input: () => ({ email: 'nobody@example.org', password: 'wrong wrong' }),
    expect: everybody('unauthorized'),
    twin: { caller: 'anonymous', input: ({ member }) => ({ email: member.email, password }) },
  },
  'identity.resetsByMail': { input: () => undefined, expect: everybody('ok') },
  'identity.requestReset': {
    input: () => ({ email: 'nobody@example.org' }),
    expect: everybody('ok'),
  },
  'identity.resetPassword': {
    input: () => ({ token: 'made-up', password: 'correct horse battery' }),
    expect: everybody('not_found'),
    twin: {
      caller: 'anonymous',
      input: ({ resetToken }) => ({ token: resetToken, password: 'correct horse battery' }),
    },
  },
  'identity.me': { input: () => undefined, expect: accounts },
  'identity.updateProfile': { input: () => ({ title: 'Engineer' }), expect: inPerson },
  'identity.updatePreferences': { input: () => ({ density: 'roomy' }), expect: inPerson },
  'identity.changePassword': {
    input: () => ({ current: 'not this one', next: 'correct horse battery' }),
    expect: { ...everybody('forbidden'), anonymous: 'unauthorized' },
    twin: { caller: 'member', input: () => ({ current: password, next: 'a new one, longer' }) },
  },
  // Everybody's own session is fine, somebody else's does not exist.
  'identity.revokeSession': {
    input: ({ owner }) => ({ sessionId: owner.sessionId }),
    expect: { ...inPerson, ...hidden, owner: 'ok' },
  },
  'identity.sessions': { input: () => undefined, expect: inPerson },
  'identity.signOut': { input: () => undefined, expect: inPerson },
  'identity.signOutEverywhere': { input: () => undefined, expect: inPerson },

  'identity.tokens': { input: () => undefined, expect: inPerson },
  'identity.createToken': {
    input: () => ({ name: 'deploys', scope: 'write' }),
    expect: inPerson,
  },
  'identity.revokeToken': {
    input: ({ ownersTokenId }) => ({ tokenId: ownersTokenId }),
    expect: { ...inPerson, ...hidden, owner: 'ok' },
  },

  'workspace.create': { input: () => ({ name: 'Another' }), expect: inPerson },
  'workspace.list': { input: () => undefined, expect: accounts },
  'workspace.members': { input: (_, { workspaceId }) => ({ workspaceId }), expect: noGuests },
  'workspace.person': {
    input: (_, { workspaceId, userId }) => ({ workspaceId, userId }),
    expect: { ...inTheWorkspace, guest: 'not_found', guestIn: 'not_found' },
  },
  'workspace.invite': { input: (_, { workspaceId }) => ({ workspaceId }), expect: noGuests },
  'workspace.presence': {
    input: (_, { workspaceId }) => ({ workspaceId }),
    expect: inTheWorkspace,
  },
  'workspace.heartbeat': {
    input: () => ({ deviceId: newId(), state: 'online' }),
    expect: accounts,
  },
  'workspace.setPresence': {
    input: (_, { workspaceId }) => ({
      workspaceId,
      chosen: 'busy',
      deviceId: newId(),
      state: 'online',
    }),
    expect: inTheWorkspace,
  },
  'workspace.setRole': {
    input: ({ member }, { workspaceId }) => ({ workspaceId, userId: member.id, role: 'admin' }),
    expect: ownersOnly,
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
    expect: ownersOnly,
  },
  'system.status': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'system.deadLetters': { input: (_, { workspaceId }) => ({ workspaceId }), expect: ownersOnly },
  ...Object.fromEntries(
    ['system.replay', 'system.discard'].map((path): [string, Row] => [
      path,
      {
        input: ({ deadLetter }, { workspaceId }) => ({
          workspaceId,
          consumer: 'indexer',
          eventId: deadLetter,
        }),
        expect: ownersOnly,
      },
    ]),
  ),
  'workspace.resetLink': {
    input: ({ member }, { workspaceId }) => ({ workspaceId, userId: member.id }),
    expect: adminsOnly,
  },
  'workspace.leave': {
    input: (_, { workspaceId }) => ({ workspaceId }),
    expect: {
      ...inTheWorkspace,
      // The last owner stays.
      owner: 'conflict',
      botIn: 'forbidden',
      botOut: 'forbidden',
      reader: 'forbidden',
      writer: 'forbidden',
    },
  },
  'exports.list': { input: (_, { workspaceId }) => ({ workspaceId }), expect: ownersOnly },
  'exports.request': {
    input: (_, { workspaceId }) => ({ workspaceId, scope: 'public' }),
    expect: ownersOnly,
  },
  'exports.mine': { input: () => undefined, expect: inPerson },
  'exports.requestMine': { input: () => undefined, expect: inPerson },
  'workspace.retention': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'workspace.setRetention': {
    input: (_, { workspaceId }) => ({ workspaceId, days: 90 }),
    expect: adminsOnly,
  },
  'workspace.audit': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'workspace.verify': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'workspace.bots': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'workspace.createBot': {
    input: (_, { workspaceId }) => ({ workspaceId, name: 'Tides' }),
    expect: adminsOnly,
  },
  'workspace.createBotToken': {
    input: ({ botId }, { workspaceId }) => ({
      workspaceId,
      userId: botId,
      name: 'harbour',
      scope: 'write',
    }),
    expect: adminsOnly,
  },
  'workspace.revokeBotToken': {
    input: ({ botId, botTokenId }, { workspaceId }) => ({
      workspaceId,
      userId: botId,
      tokenId: botTokenId,
    }),
    expect: adminsOnly,
  },
  'workspace.readInvite': { input: ({ invite }) => ({ token: invite }), expect: everybody('ok') },
  'workspace.acceptInvite': {
    input: ({ invite }) => ({ token: invite }),
    expect: { ...inPerson, suspended: 'forbidden' },
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
    expect: { ...inTheWorkspace, guest: 'not_found', guestIn: 'not_found' },
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
    ['chat.pin', 'chat.unpin', 'chat.save', 'chat.message', 'chat.history'].map(
      (path): [string, Row] => [
        path,
        {
          input: ({ ownersMessage }, { chatId }) => ({ chatId, messageId: ownersMessage }),
          expect: inTheChat,
        },
      ],
    ),
  ),
  'chat.pins': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },
  'chat.ownMarks': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },
  'chat.unsave': {
    input: ({ ownersMessage }) => ({ messageId: ownersMessage }),
    expect: accounts,
  },
  'chat.saved': { input: () => ({}), expect: accounts },
  'chat.saveDraft': { input: (_, { chatId }) => ({ chatId, body: 'so' }), expect: inTheChat },
  'chat.calls': { input: (_, { chatId }) => ({ chatId, body: '@channel' }), expect: inTheChat },
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
  'chat.forward': {
    input: ({ ownersMessage, chatId: from }, { chatId }) => ({
      ...draft(chatId, ''),
      from: { chatId: from, messageId: ownersMessage },
    }),
    expect: inTheChat,
  },
  'chat.command': {
    input: (_, { chatId }) => ({ id: newId(), chatId, body: '/me waves' }),
    expect: inTheChat,
  },
  'chat.find': {
    input: ({ ownersMessage, chatId: real }, { chatId }) => ({
      // One that is not there stands for the chat that is not.
      messageId: chatId === real ? ownersMessage : newId(),
    }),
    expect: inTheChat,
  },
  // The workspace shows them: see lists.test.ts for one that does not.
  'chat.receipts': { input: (_, { chatId }) => ({ chatId }), expect: inTheChat },
  'chat.waiting': { input: () => undefined, expect: accounts },
  'chat.threads': { input: (_, { workspaceId }) => ({ workspaceId }), expect: inTheWorkspace },
  'chat.mentionsOfMe': { input: () => ({}), expect: accounts },
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
    expect: { ...inTheChat, guestIn: 'forbidden' },
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

  'chat.allFiles': { input: (_, { workspaceId }) => ({ workspaceId }), expect: inTheWorkspace },
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
  'search.suggest': {
    input: (_, { workspaceId }) => ({ workspaceId, text: 'canary' }),
    expect: inTheWorkspace,
  },
  'search.searches': { input: (_, { workspaceId }) => ({ workspaceId }), expect: inTheWorkspace },
  'search.remember': {
    input: (_, { workspaceId }) => ({ workspaceId, query: 'canary' }),
    expect: inTheWorkspace,
  },
  'search.save': {
    input: (_, { workspaceId }) => ({ workspaceId, query: 'canary', name: 'Canaries' }),
    expect: inTheWorkspace,
  },
  'search.forget': {
    input: (_, { workspaceId }) => ({ workspaceId, query: 'canary' }),
    expect: inTheWorkspace,
  },
  'search.forgetRecent': {
    input: (_, { workspaceId }) => ({ workspaceId }),
    expect: inTheWorkspace,
  },
  'search.reindex': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
  'search.indexes': { input: (_, { workspaceId }) => ({ workspaceId }), expect: adminsOnly },
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
const typeOf = (path: string) =>
  (appRouter._def.procedures as unknown as Record<string, { _def: { type: Kind } }>)[path]?._def
    .type ?? 'mutation'
type Kind = Parameters<typeof complete>[1]

describe('every procedure, as every caller', () => {
  let app: TestApp
  let stage: Stage
  beforeAll(async () => {
    app = await testApp()
    stage = await setStage(app)
  })
  afterAll(() => app[Symbol.asyncDispose]())

  let cells = 0
  /** One cell: the story so far, then the call, then all of it undone. */
  const ask = (
    path: string,
    caller: CallerName,
    input: unknown,
    before?: (as: As) => Promise<void>,
  ): Promise<Told> => {
    cells += 1
    return tryOut(app.deps, async (as) => {
      await before?.(as)
      return outcome(await as(stage.tokens[caller]), path, input)
    })
  }
  const realIds = ({ scene }: Stage): Ids => ({
    chatId: scene.chatId,
    workspaceId: scene.world.id,
    userId: scene.exMember.id,
  })
  const rowOf = (path: string): Row => {
    const row = matrix[path]
    if (!row) throw new Error(`${path} has no row in the access matrix`)
    return row
  }

  test('has a row for each procedure, and none for what is gone', () => {
    expect(Object.keys(matrix).sort()).toEqual(procedures)
  })

  test.each(procedures)(
    '%s',
    async (path) => {
      const row = rowOf(path)
      const real = realIds(stage)
      const madeUp: Partial<Ids>[] = [
        { chatId: newId<ChatId>(), workspaceId: newId<WorkspaceId>() },
        { userId: newId<UserId>() },
      ]
      const { chatId, workspaceId, userId } = stage.foreign
      const foreign: Partial<Ids>[] = [{ chatId, workspaceId }, { userId }]
      const seen: Partial<Record<CallerName, string>> = {}
      for (const caller of callers) {
        const inputOf = (ids: Partial<Ids>) => row.input(stage.scene, { ...real, ...ids }, caller)
        const asked = inputOf({})
        const told = await ask(path, caller, asked)
        seen[caller] = told.code
        const differ = madeUp.map((ids) => JSON.stringify(inputOf(ids)) !== JSON.stringify(asked))
        const others: Told[] = []
        for (const [index, ids] of madeUp.entries()) {
          if (!differ[index]) continue
          const nothing = await ask(path, caller, inputOf(ids))
          others.push(nothing)
          // What belongs to others answers like what does not exist, whoever asks.
          if (caller !== 'stranger' && told.code !== 'unauthorized')
            expect(await ask(path, caller, inputOf(foreign[index] ?? {}))).toEqual(nothing)
        }
        // And so does what is hidden, to the letter.
        if (told.code === 'not_found' && others.length > 0) expect(others).toContainEqual(told)
      }
      expect(seen).toEqual(complete(row.expect, typeOf(path)))
      const { twin } = row
      const allowed = twin
        ? (await ask(path, twin.caller, twin.input(stage.scene))).code
        : Object.values(seen)
      if (path !== 'events.stream') expect(allowed).toContain('ok')
    },
    60_000,
  )

  const ofChats = procedures.filter((path) => /^(chat|search|bot)\./.test(path))
  test.each([
    [
      'deleted message',
      async (as: As) => {
        const { chatId, ownersMessage } = stage.scene
        const owner = await as(stage.tokens.owner)
        await owner.chat.delete({ chatId, messageId: ownersMessage })
      },
    ],
    [
      'archived channel',
      async (as: As) => {
        const owner = await as(stage.tokens.owner)
        await owner.chat.archive({ chatId: stage.scene.chatId })
      },
    ],
  ])(
    'a %s opens nothing that was closed',
    async (_, before) => {
      const outsiders = [
        'stranger',
        'suspended',
        'exMember',
        'departed',
        'guest',
        'reader',
        'botOut',
      ] as const
      for (const path of ofChats) {
        const row = rowOf(path)
        const expected = complete(row.expect, typeOf(path))
        for (const caller of outsiders) {
          if (expected[caller] === 'ok') continue
          const input = row.input(stage.scene, realIds(stage), caller)
          const told = await ask(path, caller, input, before)
          expect({ path, caller, code: told.code }).toEqual({
            path,
            caller,
            code: expected[caller],
          })
        }
        const input = row.input(stage.scene, realIds(stage), 'owner')
        expect((await ask(path, 'owner', input, before)).code).not.toBe('internal')
      }
    },
    60_000,
  )

  test('each of them refuses an unknown key', async () => {
    for (const path of procedures) {
      const input = matrix[path]?.input(stage.scene, realIds(stage), 'owner')
      if (input === undefined) continue
      const told = await ask(path, 'owner', { ...input, senderId: stage.scene.owner.id })
      expect({ path, ...told }).toMatchObject({ path, code: 'invalid_input', field: 'senderId' })
    }
  })

  afterAll(() => console.log(`access matrix: ${procedures.length} procedures, ${cells} cells`))
})
