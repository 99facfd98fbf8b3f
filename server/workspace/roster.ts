import { asc, eq } from 'drizzle-orm'
import type { MemberStatus, Person, Role } from '../../shared/people.ts'
import type { Db } from '../db/database.ts'
import { users, workspaceMembers } from '../db/schema.ts'
import { toPerson } from '../identity/people.ts'
import type { WorkspaceMember } from './access.ts'
import { requireRole } from './access.ts'

export type RosterEntry = Person & {
  email: string | null
  role: Role
  status: MemberStatus
  joinedAt: string
}

/** Everybody of a workspace for those who administer it, by name, bots last: the suspended too, with their addresses. */
export const readRoster = async (db: Db, member: WorkspaceMember): Promise<RosterEntry[]> => {
  requireRole(member, 'admin')
  const rows = await db
    .select({ user: users, membership: workspaceMembers })
    .from(workspaceMembers)
    .innerJoin(users, eq(users.id, workspaceMembers.userId))
    .where(eq(workspaceMembers.workspaceId, member.workspaceId))
    .orderBy(asc(users.isBot), asc(users.name), asc(users.id))
  return rows.map(({ user, membership: { role, status, createdAt } }) => ({
    ...toPerson(user),
    email: user.email,
    role,
    status,
    joinedAt: createdAt.toISOString(),
  }))
}
