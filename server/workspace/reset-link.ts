import { and, eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import { users, workspaceMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { makeResetLink } from '../identity/reset-password.ts'
import type { WorkspaceMember } from './access.ts'
import { ranks } from './access.ts'
import { lockedAdmin } from './administer.ts'
import { note } from './audit.ts'

/**
 * Makes a link by which a member chooses a new password, for an admin to hand over where no mail server is. Whoever has it has the
 * account: so the person must not be more than the admin in any workspace, nor be in one that the admin does not administer.
 * @throws Fault `conflict` where mail is sent, `not_found` for someone who is not here, `forbidden` for whom the admin may not help
 */
export const makeMembersResetLink = async (
  deps: Deps,
  member: WorkspaceMember,
  userId: UserId,
): Promise<{ url: string; expiresAt: string }> => {
  if (deps.mail.configured)
    fail('conflict', 'Links are sent by mail here: the sign-in page offers one.')
  const { workspaceId, userId: actorId } = member
  return deps.db.transaction(async (tx) => {
    await lockedAdmin(tx, member)
    const rolesOf = async (id: UserId) =>
      tx
        .select({ workspaceId: workspaceMembers.workspaceId, role: workspaceMembers.role })
        .from(workspaceMembers)
        .innerJoin(users, and(eq(users.id, workspaceMembers.userId), eq(users.isBot, false)))
        .where(and(eq(workspaceMembers.userId, id), eq(workspaceMembers.status, 'active')))
    const theirs = await rolesOf(userId)
    if (!theirs.some((one) => one.workspaceId === workspaceId))
      fail('not_found', 'This person is not in the workspace.', { field: 'userId' })
    const mine = await rolesOf(actorId)
    const above = theirs.every((one) => {
      const own = mine.find((other) => other.workspaceId === one.workspaceId)
      return own !== undefined && ranks(own, 'admin') && ranks(own, one.role)
    })
    if (!above)
      fail(
        'forbidden',
        'This person has a higher role, or is in a workspace that you do not administer. Ask an owner there.',
        { field: 'userId' },
      )
    const detail = { userId }
    await note(tx, { workspaceId, actorId, action: 'password-link.made', detail, at: deps.now() })
    return makeResetLink(deps, tx, userId)
  })
}
