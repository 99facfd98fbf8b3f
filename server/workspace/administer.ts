import { and, eq, isNull, sql } from 'drizzle-orm'
import type { AuditAction } from '../../shared/audit.ts'
import { fail } from '../../shared/errors.ts'
import type { InviteId, UserId } from '../../shared/ids.ts'
import type { MemberStatus, Role } from '../../shared/people.ts'
import type { Tx } from '../db/database.ts'
import { invites, users, workspaceMembers, workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { toPerson } from '../identity/people.ts'
import { record } from '../outbox/record.ts'
import type { WorkspaceMember } from './access.ts'
import { ranks, requireRole, workspaceMemberOf } from './access.ts'
import { note } from './audit.ts'

/**
 * Gives a member another role. Admins change members and guests, owners change everybody; a workspace keeps an owner.
 * @throws Fault `forbidden`, `not_found` for someone who is not in the workspace, `conflict` for the last owner or a bot
 */
export const setRole = (
  deps: Deps,
  member: WorkspaceMember,
  { userId, role }: { userId: UserId; role: Role },
): Promise<void> => change(deps, member, userId, { role })

/** Shuts a member out: at once for her streams, and for every request from then on. What she said stays. @throws Fault as {@link setRole} */
export const suspend = (deps: Deps, member: WorkspaceMember, userId: UserId): Promise<void> =>
  change(deps, member, userId, { status: 'suspended' })

/** Lets a member in again, into the chats that she was in. @throws Fault as {@link setRole} */
export const reinstate = (deps: Deps, member: WorkspaceMember, userId: UserId): Promise<void> =>
  change(deps, member, userId, { status: 'active' })

const change = async (
  deps: Deps,
  member: WorkspaceMember,
  userId: UserId,
  wish: { role?: Role; status?: MemberStatus },
): Promise<void> => {
  const { workspaceId } = member
  await deps.db.transaction(async (tx) => {
    const actor = await lockedAdmin(tx, member)
    const [found] = await tx
      .select({ role: workspaceMembers.role, status: workspaceMembers.status, user: users })
      .from(workspaceMembers)
      .innerJoin(users, eq(users.id, workspaceMembers.userId))
      .where(membership(workspaceId, userId))
    const { role, status, user } =
      found ?? fail('not_found', 'This person is not in the workspace.', { field: 'userId' })
    const next = { role: wish.role ?? role, status: wish.status ?? status }
    if (next.role === role && next.status === status) return
    if (user.isBot && (wish.role !== undefined || (await isHouseBot(tx, workspaceId, userId))))
      fail('conflict', 'A bot has no role to change, and the workspace’s own bot always works.', {
        field: 'userId',
      })
    if (actor.role !== 'owner' && (ranks({ role }, 'admin') || ranks(next, 'admin')))
      fail('forbidden', 'Only an owner can make, change and suspend admins and owners.', {
        field: 'userId',
      })
    const ceases = role === 'owner' && (next.role !== 'owner' || next.status !== 'active')
    if (ceases && (await activeOwners(tx, workspaceId)) < 2)
      fail('conflict', 'A workspace needs an owner. Make somebody else one first.', {
        field: 'userId',
      })
    await tx.update(workspaceMembers).set(next).where(membership(workspaceId, userId))
    const action: AuditAction =
      next.status === status
        ? 'member.role-changed'
        : next.status === 'suspended'
          ? 'member.suspended'
          : 'member.reinstated'
    const detail = { userId, ...(next.role === role ? {} : { from: role, to: next.role }) }
    await note(tx, { workspaceId, actorId: member.userId, action, detail, at: deps.now() })
    const person = toPerson(user)
    await record(tx, { type: 'workspace.member-changed', workspaceId, person, ...next })
  })
  deps.wake()
}

/** Renames a workspace, its address stays, or turns read receipts on and off; what is not named stays. */
export const updateWorkspace = async (
  deps: Deps,
  member: WorkspaceMember,
  wish: { name?: string | undefined; readReceipts?: boolean | undefined },
): Promise<void> => {
  const { workspaceId, userId: actorId } = member
  await deps.db.transaction(async (tx) => {
    await lockedAdmin(tx, member)
    const [row] = await tx.select().from(workspaces).where(eq(workspaces.id, workspaceId))
    if (!row) return
    const { name = row.name, readReceipts = row.readReceipts } = wish
    if (name === row.name && readReceipts === row.readReceipts) return
    await tx.update(workspaces).set({ name, readReceipts }).where(eq(workspaces.id, workspaceId))
    const act = { workspaceId, actorId, at: deps.now() }
    if (name !== row.name)
      await note(tx, { ...act, action: 'workspace.renamed', detail: { from: row.name, to: name } })
    if (readReceipts !== row.readReceipts)
      await note(tx, { ...act, action: 'workspace.receipts-changed', detail: { readReceipts } })
    await record(tx, { type: 'workspace.updated', workspaceId, name, readReceipts })
  })
  deps.wake()
}

/** Withdraws an invite: whoever has not used it cannot. @throws Fault `not_found` for one of another workspace or withdrawn before */
export const revokeInvite = async (
  deps: Deps,
  member: WorkspaceMember,
  inviteId: InviteId,
): Promise<void> => {
  const { workspaceId, userId: actorId } = member
  const at = deps.now()
  await deps.db.transaction(async (tx) => {
    await lockedAdmin(tx, member)
    const revoked = await tx
      .update(invites)
      .set({ revokedAt: at })
      .where(
        and(
          eq(invites.id, inviteId),
          eq(invites.workspaceId, workspaceId),
          isNull(invites.revokedAt),
        ),
      )
      .returning({ id: invites.id })
    if (revoked.length === 0)
      fail('not_found', 'There is no such invite, or it is withdrawn already.', {
        field: 'inviteId',
      })
    await note(tx, { workspaceId, actorId, action: 'invite.revoked', detail: { inviteId }, at })
  })
}

const membership = (workspaceId: WorkspaceMember['workspaceId'], userId: UserId) =>
  and(eq(workspaceMembers.workspaceId, workspaceId), eq(workspaceMembers.userId, userId))

/** One act of administration at a time in a workspace, by someone who is an admin at that moment: two owners cannot depose each other at once. */
export const lockedAdmin = async (tx: Tx, { workspaceId, userId }: WorkspaceMember) => {
  await lockWorkspace(tx, workspaceId)
  const actor = await workspaceMemberOf(tx, userId, workspaceId)
  requireRole(actor, 'admin')
  return actor
}

const isHouseBot = async (tx: Tx, workspaceId: WorkspaceMember['workspaceId'], userId: UserId) => {
  const [row] = await tx
    .select({ botId: workspaces.botId })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  return row?.botId === userId
}

/** Nobody else changes who is in the workspace, and as what, until the transaction ends. */
export const lockWorkspace = (tx: Tx, workspaceId: WorkspaceMember['workspaceId']) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`fechatter:admin:${workspaceId}`}))`)

export const activeOwners = async (tx: Tx, workspaceId: WorkspaceMember['workspaceId']) => {
  const owners = await tx
    .select({ userId: workspaceMembers.userId })
    .from(workspaceMembers)
    .where(
      and(
        eq(workspaceMembers.workspaceId, workspaceId),
        eq(workspaceMembers.role, 'owner'),
        eq(workspaceMembers.status, 'active'),
      ),
    )
  return owners.length
}
