import { and, eq, sql } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Person, Profile, Role } from '../../shared/people.ts'
import type { Db } from '../db/database.ts'
import { users, workspaceMembers } from '../db/schema.ts'
import { toPerson, toProfile } from '../identity/people.ts'
import type { WorkspaceMember } from './access.ts'

/**
 * Who somebody in the workspace is. A guest is told only of those whom she shares a chat with.
 * @throws Fault `not_found` alike for whoever is not in it and whom the guest does not meet
 */
export const readPerson = async (
  db: Db,
  { workspaceId, userId, role }: WorkspaceMember,
  wanted: UserId,
  now: Date,
): Promise<Person & Profile & { role: Role }> => {
  const meets = sql`exists (
    select 1 from chat_members mine
    join chats on chats.id = mine.chat_id and chats.workspace_id = ${workspaceId}
    join chat_members theirs on theirs.chat_id = mine.chat_id and theirs.left_at is null
    where mine.user_id = ${userId} and mine.left_at is null and theirs.user_id = ${wanted})`
  const [row] = await db
    .select({ user: users, role: workspaceMembers.role })
    .from(workspaceMembers)
    .innerJoin(users, eq(users.id, workspaceMembers.userId))
    .where(
      and(
        eq(workspaceMembers.workspaceId, workspaceId),
        eq(workspaceMembers.userId, wanted),
        eq(workspaceMembers.status, 'active'),
        role === 'guest' && wanted !== userId ? meets : undefined,
      ),
    )
  return row
    ? { ...toPerson(row.user), ...toProfile(row.user, now), role: row.role }
    : fail('not_found', 'There is no such person here, or you share no conversation.', {
        field: 'userId',
      })
}
