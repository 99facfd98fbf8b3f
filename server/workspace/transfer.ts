import { and, eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import { users, workspaceMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { toPerson } from '../identity/people.ts'
import { record } from '../outbox/record.ts'
import type { WorkspaceMember } from './access.ts'
import { lockedAdmin } from './administer.ts'
import { note } from './audit.ts'

/**
 * Makes another member the owner and the owner who asks an admin, in one step.
 * @throws Fault `forbidden` for who is no owner, `not_found` for someone who is not active here, `conflict` for a guest or a bot
 */
export const transferWorkspace = async (
  deps: Deps,
  member: WorkspaceMember,
  userId: UserId,
): Promise<void> => {
  const { workspaceId, userId: actorId } = member
  const membership = (id: UserId) =>
    and(eq(workspaceMembers.workspaceId, workspaceId), eq(workspaceMembers.userId, id))
  await deps.db.transaction(async (tx) => {
    const actor = await lockedAdmin(tx, member)
    if (actor.role !== 'owner')
      fail('forbidden', 'Only an owner can give the workspace to somebody else.')
    if (userId === actorId) return
    const people = await tx
      .select({ user: users, role: workspaceMembers.role, status: workspaceMembers.status })
      .from(workspaceMembers)
      .innerJoin(users, eq(users.id, workspaceMembers.userId))
      .where(eq(workspaceMembers.workspaceId, workspaceId))
    const heir = people.find(({ user, status }) => user.id === userId && status === 'active')
    const owner = people.find(({ user }) => user.id === actorId)
    if (!heir || !owner)
      return fail('not_found', 'This person is not in the workspace.', { field: 'userId' })
    if (heir.user.isBot || heir.role === 'guest')
      fail('conflict', 'A guest or a bot cannot own the workspace.', { field: 'userId' })
    for (const [{ user, status }, role] of [
      [heir, 'owner'],
      [owner, 'admin'],
    ] as const) {
      await tx.update(workspaceMembers).set({ role }).where(membership(user.id))
      const person = toPerson(user)
      await record(tx, { type: 'workspace.member-changed', workspaceId, person, role, status })
    }
    const detail = { userId }
    await note(tx, {
      workspaceId,
      actorId,
      action: 'workspace.transferred',
      detail,
      at: deps.now(),
    })
  })
  deps.wake()
}
