import { and, asc, desc, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { ChatId, InviteId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Role } from '../../shared/people.ts'
import type { Member } from '../chat/access.ts'
import { memberOf } from '../chat/access.ts'
import { joinChat } from '../chat/membership.ts'
import type { Db, Tx } from '../db/database.ts'
import { chats, invites, users, workspaceMembers, workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { toPerson } from '../identity/people.ts'
import { openToken, signToken } from '../identity/token.ts'
import { record } from '../outbox/record.ts'
import type { WorkspaceMember } from './access.ts'
import { ranks, requireRole } from './access.ts'
import { note } from './audit.ts'

const day = 24 * 60 * 60 * 1000

/**
 * Makes an invite link. Members may invite members and guests; only owners and admins may invite admins. Nobody invites owners.
 * @returns the link's URL and when it expires
 */
export const createInvite = async (
  deps: Deps,
  member: WorkspaceMember,
  wish: { role: Role; days: number; uses: number; chatIds: readonly ChatId[] },
): Promise<{ url: string; expiresAt: string }> => {
  requireRole(member, wish.role === 'admin' ? 'admin' : 'member')
  if (wish.role === 'owner')
    fail('forbidden', 'Owners are made by an owner, not by a link.', { field: 'role' })
  const id = newId<InviteId>()
  const expiresAt = new Date(deps.now().getTime() + wish.days * day)
  const { workspaceId, userId } = member
  const { role, uses } = wish
  const at = deps.now()
  await deps.db.transaction(async (tx) => {
    const chatIds = [...new Set(wish.chatIds)]
    for (const chatId of chatIds) requireChannel(await memberOf(tx, userId, chatId), workspaceId)
    await tx
      .insert(invites)
      .values({ id, workspaceId, role, createdBy: userId, expiresAt, maxUses: uses, chatIds })
    const detail = { inviteId: id, role, uses }
    await note(tx, { workspaceId, actorId: userId, action: 'invite.created', detail, at })
  })
  const token = await signToken(deps.config.jwtSecret, 'invite', { id }, expiresAt)
  return { url: `${deps.config.publicUrl}/invite/${token}`, expiresAt: expiresAt.toISOString() }
}

const deadInvite = () =>
  fail('not_found', 'This invite is used up, withdrawn or expired. Ask for a new one.', {
    field: 'token',
  })

const usable = (now: Date) =>
  and(isNull(invites.revokedAt), gt(invites.expiresAt, now), lt(invites.uses, invites.maxUses))

/** What an invite opens, for the page that shows it. @throws Fault `not_found` for a dead invite */
export const readInvite = async (
  deps: Deps,
  token: string,
): Promise<{ workspace: string; invitedBy: string }> => {
  const { id } = await openToken(deps.config.jwtSecret, 'invite', token)
  const [row] = await deps.db
    .select({ workspace: workspaces.name, invitedBy: users.name })
    .from(invites)
    .innerJoin(workspaces, eq(workspaces.id, invites.workspaceId))
    .innerJoin(users, eq(users.id, invites.createdBy))
    .where(and(eq(invites.id, id as InviteId), usable(deps.now())))
  return row ?? deadInvite()
}

/**
 * Uses an invite: one conditional update decides the race for its last place. A member who opens it again loses nothing and uses nothing.
 * @throws Fault `not_found` for a dead invite, `forbidden` for a suspended member
 */
export const acceptInvite = async (
  deps: Deps,
  tx: Tx,
  userId: UserId,
  token: string,
): Promise<WorkspaceId> => {
  const { id } = await openToken(deps.config.jwtSecret, 'invite', token)
  const inviteId = id as InviteId
  const known = await membershipThrough(tx, inviteId, userId)
  if (known?.status === 'suspended')
    fail('forbidden', 'Your membership is suspended. Ask an admin of the workspace.')
  if (known) return known.workspaceId

  const [used] = await tx
    .update(invites)
    .set({ uses: sql`${invites.uses} + 1` })
    .where(and(eq(invites.id, inviteId), usable(deps.now())))
    .returning()
  const invite = used ?? deadInvite()
  await tx
    .insert(workspaceMembers)
    .values({ workspaceId: invite.workspaceId, userId, role: invite.role })
  const [user] = await tx.select().from(users).where(eq(users.id, userId))
  if (user)
    await record(tx, {
      type: 'workspace.member-joined',
      workspaceId: invite.workspaceId,
      person: toPerson(user),
      role: invite.role,
    })
  if (ranks(invite, 'member')) await joinGeneral(tx, invite.workspaceId, userId)
  const open = await openChannels(tx, invite.chatIds)
  for (const chatId of open) await joinChat(tx, chatId, userId, { by: invite.createdBy })
  return invite.workspaceId
}

/** The channels of an invite that are still there, in the order in which everybody locks several chats. */
const openChannels = async (tx: Tx, chatIds: readonly ChatId[]): Promise<ChatId[]> => {
  if (chatIds.length === 0) return []
  const rows = await tx
    .select({ id: chats.id })
    .from(chats)
    .where(and(inArray(chats.id, [...chatIds]), isNull(chats.archivedAt)))
    .orderBy(asc(chats.id))
  return rows.map(({ id }) => id)
}

const requireChannel = (chat: Member, workspaceId: WorkspaceId): void => {
  if (chat.workspaceId !== workspaceId || chat.archived || !/^(public|private)$/.test(chat.kind))
    fail('not_found', 'There is no such channel, or you are not in it.', { field: 'chatIds' })
}

const membershipThrough = async (db: Db | Tx, inviteId: InviteId, userId: UserId) => {
  const [row] = await db
    .select({ workspaceId: workspaceMembers.workspaceId, status: workspaceMembers.status })
    .from(invites)
    .innerJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.workspaceId, invites.workspaceId),
        eq(workspaceMembers.userId, userId),
      ),
    )
    .where(eq(invites.id, inviteId))
  return row
}

const joinGeneral = async (tx: Tx, workspaceId: WorkspaceId, userId: UserId) => {
  const [general] = await tx
    .select({ id: chats.id })
    .from(chats)
    .where(
      and(
        eq(chats.workspaceId, workspaceId),
        eq(chats.kind, 'public'),
        eq(chats.name, 'general'),
        isNull(chats.archivedAt),
      ),
    )
  if (general) await joinChat(tx, general.id, userId, { by: userId })
}

export interface Invite {
  id: InviteId
  role: Role
  createdBy: UserId
  expiresAt: string
  uses: number
  maxUses: number
}

/** The invites of a workspace that can still be used, newest first. Their links are shown once, when they are made. */
export const listInvites = async (deps: Deps, member: WorkspaceMember): Promise<Invite[]> => {
  requireRole(member, 'admin')
  const rows = await deps.db
    .select()
    .from(invites)
    .where(and(eq(invites.workspaceId, member.workspaceId), usable(deps.now())))
    .orderBy(desc(invites.createdAt))
  return rows.map(({ id, role, createdBy, expiresAt, uses, maxUses }) => ({
    id,
    role,
    createdBy,
    expiresAt: expiresAt.toISOString(),
    uses,
    maxUses,
  }))
}
