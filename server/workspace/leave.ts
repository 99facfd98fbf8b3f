import { and, eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import { leaveChats } from '../chat/leave-chats.ts'
import { users, workspaceMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { toPerson } from '../identity/people.ts'
import { record } from '../outbox/record.ts'
import type { WorkspaceMember } from './access.ts'
import { workspaceMemberOf } from './access.ts'
import { activeOwners, lockWorkspace } from './administer.ts'
import { note } from './audit.ts'

/**
 * Leaves a workspace with its channels and groups, whose owner is succeeded; what was to be sent later is not. What she said stays, and
 * her direct messages are there again should she come back.
 * @throws Fault `conflict` for its last owner
 */
export const leaveWorkspace = async (deps: Deps, member: WorkspaceMember): Promise<void> => {
  const { workspaceId, userId } = member
  const at = deps.now()
  await deps.db.transaction(async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const { role } = await workspaceMemberOf(tx, userId, workspaceId)
    if (role === 'owner' && (await activeOwners(tx, workspaceId)) < 2)
      fail('conflict', 'A workspace needs an owner. Give it to somebody else first.')
    await leaveChats(tx, workspaceId, userId, at)
    await tx
      .delete(workspaceMembers)
      .where(
        and(eq(workspaceMembers.workspaceId, workspaceId), eq(workspaceMembers.userId, userId)),
      )
    await note(tx, { workspaceId, actorId: userId, action: 'workspace.left', detail: {}, at })
    const [user] = await tx.select().from(users).where(eq(users.id, userId))
    if (user)
      await record(tx, { type: 'workspace.member-left', workspaceId, person: toPerson(user) })
  })
  deps.wake()
}
