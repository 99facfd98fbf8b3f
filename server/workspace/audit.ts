import { and, asc, desc, eq, gte, lt, sql } from 'drizzle-orm'
import { createHash } from 'node:crypto'
import type { AuditAction, AuditEntry } from '../../shared/audit.ts'
import type { UserId, WorkspaceId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Db, Tx } from '../db/database.ts'
import { audit } from '../db/schema.ts'

/** A privileged act. `detail` names what it was done to, never content of chats. */
export interface Act {
  workspaceId: WorkspaceId
  actorId: UserId
  action: AuditAction
  detail: Record<string, string | number | boolean | null>
  at: Date
}
type Row = typeof audit.$inferSelect

/** Adds an act to the workspace's log, in the transaction of the act: both happen or neither. */
export const note = async (
  tx: Tx,
  { workspaceId, actorId, action, detail, at }: Act,
): Promise<void> => {
  // Two acts at once would both follow the same last one.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`fechatter:audit:${workspaceId}`}))`)
  const [last] = await tx
    .select()
    .from(audit)
    .where(eq(audit.workspaceId, workspaceId))
    .orderBy(desc(audit.seq))
    .limit(1)
  const entry = { workspaceId, seq: (last?.seq ?? 0) + 1, at, actorId, action, detail }
  await tx.insert(audit).values({ ...entry, hash: hashOf(last?.hash ?? '', entry) })
}

/** Which entries are asked for: below a seq, of one person, of one kind, from one moment and until another. */
export interface AuditFilter {
  before?: number | undefined
  actorId?: UserId | undefined
  action?: AuditAction | undefined
  from?: string | undefined
  until?: string | undefined
}

/** The log, newest first, `limits.auditPage` at most. */
export const readAudit = async (
  db: Db,
  workspaceId: WorkspaceId,
  { before, actorId, action, from, until }: AuditFilter,
): Promise<AuditEntry[]> => {
  const rows = await db
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.workspaceId, workspaceId),
        before === undefined ? undefined : lt(audit.seq, before),
        actorId && eq(audit.actorId, actorId),
        action && eq(audit.action, action),
        from === undefined ? undefined : gte(audit.at, new Date(from)),
        until === undefined ? undefined : lt(audit.at, new Date(until)),
      ),
    )
    .orderBy(desc(audit.seq))
    .limit(limits.auditPage)
  return rows.map(({ seq, at, actorId, action, detail, hash }) => ({
    seq,
    at: at.toISOString(),
    actorId,
    action,
    detail,
    hash,
  }))
}

/**
 * Goes through the chain of a workspace. Keep `hash` elsewhere: a chain that is whole and still has that entry was not cut at its end.
 * @returns `broken`: the first entry that does not follow from the one before it, null if all do
 */
export const verifyAudit = async (
  db: Db,
  workspaceId: WorkspaceId,
): Promise<{ entries: number; hash: string; broken: number | null }> => {
  const rows = await db
    .select()
    .from(audit)
    .where(eq(audit.workspaceId, workspaceId))
    .orderBy(asc(audit.seq))
  let hash = ''
  for (const [index, row] of rows.entries()) {
    const follows = row.seq === index + 1 && row.hash === hashOf(hash, row)
    if (!follows) return { entries: rows.length, hash, broken: row.seq }
    hash = row.hash
  }
  return { entries: rows.length, hash, broken: null }
}

/** SHA-256 over the hash before and every field of the entry. The keys of `detail` are sorted: jsonb does not keep their order. */
const hashOf = (before: string, row: Omit<Row, 'hash'>): string => {
  const detail = Object.entries(row.detail).sort(([a], [b]) => (a < b ? -1 : 1))
  const fields = [row.workspaceId, row.seq, row.at.toISOString(), row.actorId, row.action, detail]
  return createHash('sha256')
    .update(JSON.stringify([before, ...fields]))
    .digest('base64url')
}
