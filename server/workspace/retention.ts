import { and, asc, eq, isNull } from 'drizzle-orm'
import type { ChatId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { chats, workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { WorkspaceMember } from './access.ts'
import { requireRole } from './access.ts'
import { lockedAdmin } from './administer.ts'
import { note } from './audit.ts'

/** For how many days messages are kept in a workspace, null for ever, and the rules of its own that each public channel has. */
export interface WorkspaceRetention {
  days: number | null
  channels: { id: ChatId; name: string; days: number | null }[]
}

/** The rules of retention of a workspace. Private channels stay private: their owners set and see theirs. */
export const readRetention = async (
  db: Db,
  member: WorkspaceMember,
): Promise<WorkspaceRetention> => {
  requireRole(member, 'admin')
  const here = eq(workspaces.id, member.workspaceId)
  const [row] = await db.select({ days: workspaces.retentionDays }).from(workspaces).where(here)
  const channels = await db
    .select({ id: chats.id, name: chats.name, days: chats.retentionDays })
    .from(chats)
    .where(
      and(
        eq(chats.workspaceId, member.workspaceId),
        eq(chats.kind, 'public'),
        isNull(chats.archivedAt),
      ),
    )
    .orderBy(asc(chats.name))
  return { days: row?.days ?? null, channels }
}

/** Says for how long every message of a workspace is kept at most; null is for ever. What is older goes within minutes. */
export const setRetention = async (
  deps: Deps,
  member: WorkspaceMember,
  days: number | null,
): Promise<void> => {
  const { workspaceId, userId: actorId } = member
  const here = eq(workspaces.id, workspaceId)
  await deps.db.transaction(async (tx) => {
    await lockedAdmin(tx, member)
    const [before] = await tx
      .select({ days: workspaces.retentionDays })
      .from(workspaces)
      .where(here)
    if (!before || before.days === days) return
    await tx.update(workspaces).set({ retentionDays: days }).where(here)
    const detail = { from: before.days, to: days }
    await note(tx, {
      workspaceId,
      actorId,
      action: 'workspace.retention-changed',
      detail,
      at: deps.now(),
    })
  })
}
