import { and, asc, eq } from 'drizzle-orm'
import type { UserId } from '../../shared/ids.ts'
import type { Person, Profile, Role, Workspace } from '../../shared/people.ts'
import type { Db } from '../db/database.ts'
import { users, workspaceMembers, workspaces } from '../db/schema.ts'
import { toPerson, toProfile } from '../identity/people.ts'
import type { WorkspaceMember } from './access.ts'

/** The workspaces that a person is an active member of, oldest membership first. */
export const listWorkspaces = (db: Db, userId: UserId): Promise<Workspace[]> =>
  db
    .select({
      id: workspaces.id,
      slug: workspaces.slug,
      name: workspaces.name,
      role: workspaceMembers.role,
      readReceipts: workspaces.readReceipts,
    })
    .from(workspaceMembers)
    .innerJoin(workspaces, eq(workspaces.id, workspaceMembers.workspaceId))
    .where(and(eq(workspaceMembers.userId, userId), eq(workspaceMembers.status, 'active')))
    .orderBy(asc(workspaceMembers.createdAt), asc(workspaces.id))

/** The active people of a workspace by name with their profiles, the bot included. */
export const listPeople = async (
  db: Db,
  member: WorkspaceMember,
  now: Date,
): Promise<(Person & Profile & { role: Role })[]> => {
  const rows = await db
    .select({ user: users, role: workspaceMembers.role })
    .from(workspaceMembers)
    .innerJoin(users, eq(users.id, workspaceMembers.userId))
    .where(
      and(
        eq(workspaceMembers.workspaceId, member.workspaceId),
        eq(workspaceMembers.status, 'active'),
      ),
    )
    .orderBy(asc(users.isBot), asc(users.name), asc(users.id))
  return rows.map(({ user, role }) => ({ ...toPerson(user), ...toProfile(user, now), role }))
}
