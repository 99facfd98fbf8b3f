import { eq } from 'drizzle-orm'
import type {
  ChatId,
  FileId,
  InviteId,
  MessageId,
  UserId,
  WorkspaceId,
} from '../../../shared/ids.ts'
import { newId } from '../../../shared/ids.ts'
import { deadLetters, outbox, sessions, users } from '../../db/schema.ts'
import { hashPassword } from '../../identity/password.ts'
import { sessionIdOf, startSession } from '../../identity/sessions.ts'
import type { Actor, TestApp, World } from '../app.ts'
import { draft } from '../app.ts'
import { testWeb, uploaded } from '../web.ts'
import type { CallerName } from './callers.ts'

export interface Ids {
  chatId: ChatId
  workspaceId: WorkspaceId
  userId: UserId
}

/** What the callers ask for. */
export interface Scene {
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
  /** A bot that was added, and the id of its token. */
  botId: UserId
  botTokenId: string
  ownersTokenId: string
  /** From a link for the member. */
  resetToken: string
  /** The id of an event of the workspace that a consumer gave up. */
  deadLetter: string
}

export interface Stage {
  scene: Scene
  /** What each caller brings; null is nothing. */
  tokens: Record<CallerName, string | null>
  stranger: Actor
  /** The objects of a workspace that only the stranger is in. */
  foreign: Ids & { slug: string }
}

export const tomorrow = () => new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString()

/** The member's password. */
export const password = 'correct horse battery'

export const setStage = async (app: TestApp): Promise<Stage> => {
  const { db } = app.deps
  const { world, actors } = await app.people('ada', 'bo', 'cleo')
  const [owner, member, exMember] = actors as [Actor, Actor, Actor]
  const passwordHash = await hashPassword(password)
  await db.update(users).set({ passwordHash }).where(eq(users.id, member.id))
  const admin = await app.person('cleo', world, 'admin')
  const memberOut = await app.person('bo', world)
  const guest = await app.person('dana', world, 'guest')
  const guestIn = await app.person('dana', world, 'guest')
  const suspended = await app.person('dana', world)
  const departed = await app.person('bo', world)
  const eve = await app.people('eve')
  const stranger = eve.actors[0] as Actor

  const here = { workspaceId: world.id }
  const bot = async (name: string) => {
    const { id } = await owner.api.workspace.createBot({ ...here, name })
    const wish = { ...here, userId: id, name, scope: 'write' as const }
    const { token, access } = await owner.api.workspace.createBotToken(wish)
    return { id, token, tokenId: access.id }
  }
  const [botIn, botOut] = [await bot('Clock'), await bot('Weather')]
  const { id: chatId } = await owner.api.chat.create({ ...here, kind: 'private', name: 'ops' })
  const userIds = [member, exMember, suspended, departed, guestIn, botIn].map(({ id }) => id)
  await owner.api.chat.addMembers({ chatId, userIds })
  await owner.api.chat.removeMember({ chatId, userId: exMember.id })
  await departed.api.workspace.leave(here)
  await owner.api.workspace.suspend({ ...here, userId: suspended.id })
  const ownersMessage = draft(chatId, 'a canary of the owner')
  await owner.api.chat.send(ownersMessage)
  const ownersScheduled = draft(chatId, 'a canary to come')
  await owner.api.chat.schedule({ ...ownersScheduled, sendAt: tomorrow() })
  const ownersFile = await uploaded(testWeb(app.deps), owner, world.id, 'canary.txt', 'a canary')
  await owner.api.workspace.update({ ...here, readReceipts: true })
  const { url } = await owner.api.workspace.invite(here)
  const [invited] = await owner.api.workspace.invites(here)

  const expired = await startSession(db, member.id, 'expired')
  await db
    .update(sessions)
    .set({ expiresAt: new Date(Date.now() - 1000) })
    .where(eq(sessions.id, sessionIdOf(expired)))
  const revoked = await startSession(db, member.id, 'revoked')
  await member.api.identity.revokeSession({ sessionId: sessionIdOf(revoked) })
  const reader = await member.api.identity.createToken({ name: 'reads', scope: 'read' })
  const writer = await owner.api.identity.createToken({ name: 'writes', scope: 'write' })

  const reset = await owner.api.workspace.resetLink({ ...here, userId: member.id })
  const [event] = await db.select().from(outbox).where(eq(outbox.workspaceId, world.id)).limit(1)
  const deadLetter = String(event?.id)
  const payload = { workspaceId: world.id }
  await db
    .insert(deadLetters)
    .values({ consumer: 'indexer', eventId: deadLetter, payload, reason: 'it failed' })

  return {
    scene: {
      world,
      owner,
      member,
      exMember,
      chatId,
      ownersMessage: ownersMessage.id,
      ownersScheduled: ownersScheduled.id,
      ownersFile: ownersFile.id,
      invite: url.split('/').at(-1) ?? '',
      inviteId: invited?.id ?? newId<InviteId>(),
      botId: botIn.id,
      botTokenId: botIn.tokenId,
      ownersTokenId: writer.access.id,
      resetToken: reset.url.split('/').at(-1) ?? '',
      deadLetter,
    },
    tokens: {
      anonymous: null,
      expired,
      revoked,
      stranger: stranger.token,
      suspended: suspended.token,
      exMember: exMember.token,
      departed: departed.token,
      memberOut: memberOut.token,
      guest: guest.token,
      guestIn: guestIn.token,
      member: member.token,
      admin: admin.token,
      owner: owner.token,
      botIn: botIn.token,
      botOut: botOut.token,
      reader: reader.token,
      writer: writer.token,
    },
    stranger,
    foreign: {
      chatId: eve.world.general,
      workspaceId: eve.world.id,
      userId: stranger.id,
      slug: eve.world.slug,
    },
  }
}
