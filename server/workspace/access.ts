import { and, eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Role } from '../../shared/people.ts'
import { roles } from '../../shared/people.ts'
import type { Db, Tx } from '../db/database.ts'
import { workspaceMembers } from '../db/schema.ts'

declare const key: unique symbol

/** The key to a workspace: whoever holds it is an active member. Made only here. */
export interface WorkspaceMember {
  readonly [key]: 'workspace'
  readonly userId: UserId
  readonly workspaceId: WorkspaceId
  readonly role: Role
}

/**
 * The caller's key to a workspace.
 * @throws Fault `not_found` alike for foreign, left, suspended and missing
 */
export const workspaceMemberOf = async (
  db: Db | Tx,
  userId: UserId,
  workspaceId: WorkspaceId,
): Promise<WorkspaceMember> => {
  const [row] = await db
    .select({ role: workspaceMembers.role })
    .from(workspaceMembers)
    .where(
      and(
        eq(workspaceMembers.workspaceId, workspaceId),
        eq(workspaceMembers.userId, userId),
        eq(workspaceMembers.status, 'active'),
      ),
    )
  return row
    ? ({ userId, workspaceId, role: row.role } as WorkspaceMember)
    : fail('not_found', 'There is no such workspace, or you are not in it.')
}

/** Whether a member's role is `atLeast` or above it: owner > admin > member > guest. */
export const ranks = (member: { role: Role }, atLeast: Role): boolean =>
  roles.indexOf(member.role) <= roles.indexOf(atLeast)

/** Refuses a member whose role is below `atLeast`. */
export const requireRole = (member: WorkspaceMember, atLeast: Role): void => {
  if (!ranks(member, atLeast))
    fail('forbidden', `This needs the role ${atLeast}. Ask an owner of the workspace.`)
}
