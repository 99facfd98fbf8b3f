import { and, eq } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import type { users } from '../db/schema.ts'
import { workspaceMembers } from '../db/schema.ts'
import { record } from '../outbox/record.ts'
import { toPerson } from './people.ts'

/** Tells every workspace of a person who she is now. */
export const tellWho = async (tx: Tx, row: typeof users.$inferSelect): Promise<void> => {
  const memberships = await tx
    .select({ workspaceId: workspaceMembers.workspaceId })
    .from(workspaceMembers)
    .where(and(eq(workspaceMembers.userId, row.id), eq(workspaceMembers.status, 'active')))
  await record(
    tx,
    ...memberships.map(({ workspaceId }) => ({
      type: 'workspace.person-updated' as const,
      workspaceId,
      person: toPerson(row),
    })),
  )
}
