import { and, count, desc, eq, inArray } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { Export } from '../../shared/exports.ts'
import type { ExportId, UserId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Db, Tx } from '../db/database.ts'
import { exports } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { requireRole } from '../workspace/access.ts'
import { note } from '../workspace/audit.ts'

type Row = typeof exports.$inferSelect

/**
 * Asks for an export of a workspace. Private and direct chats are in it only where the installation allows that.
 * @throws Fault `forbidden` for who is no owner, and for everything where it is not allowed, `conflict` while others are being made
 */
export const requestExport = async (
  deps: Deps,
  member: WorkspaceMember,
  scope: 'public' | 'everything',
): Promise<Export> => {
  requireRole(member, 'owner')
  if (scope === 'everything' && !deps.config.exportPrivateChats)
    fail(
      'forbidden',
      'This installation does not export private and direct chats. Whoever runs it can set EXPORT_PRIVATE_CHATS=true.',
      { field: 'scope' },
    )
  const { workspaceId, userId: requestedBy } = member
  return deps.db.transaction(async (tx) => {
    const at = deps.now()
    const row = await insert(tx, { workspaceId, requestedBy, scope, createdAt: at })
    const detail = { exportId: row.id, scope }
    await note(tx, { workspaceId, actorId: requestedBy, action: 'export.requested', detail, at })
    return toExport(row)
  })
}

/** Asks for an export of all that concerns the person who asks. @throws Fault `conflict` while another is being made */
export const requestMine = (deps: Deps, requestedBy: UserId): Promise<Export> =>
  deps.db.transaction(async (tx) =>
    toExport(
      await insert(tx, {
        workspaceId: null,
        requestedBy,
        scope: 'person',
        createdAt: deps.now(),
      }),
    ),
  )

const insert = async (
  tx: Tx,
  wish: Pick<Row, 'workspaceId' | 'requestedBy' | 'scope' | 'createdAt'>,
): Promise<Row> => {
  const [open] = await tx
    .select({ n: count() })
    .from(exports)
    .where(
      and(
        eq(exports.requestedBy, wish.requestedBy),
        inArray(exports.state, ['waiting', 'running']),
      ),
    )
  if ((open?.n ?? 0) >= limits.exportsWaiting)
    fail('conflict', 'Your exports are still being made. Wait until one of them is ready.')
  const [row] = await tx
    .insert(exports)
    .values({ id: newId<ExportId>(), ...wish })
    .returning()
  if (!row) throw new Error('an inserted row is returned')
  return row
}

/** The exports of a workspace, the newest first; for its owners. */
export const listExports = async (db: Db, member: WorkspaceMember): Promise<Export[]> => {
  requireRole(member, 'owner')
  const rows = await newest(db).where(eq(exports.workspaceId, member.workspaceId))
  return rows.map(toExport)
}

/** A person's own exports, the newest first. */
export const listMine = async (db: Db, userId: UserId): Promise<Export[]> => {
  const rows = await newest(db).where(
    and(eq(exports.requestedBy, userId), eq(exports.scope, 'person')),
  )
  return rows.map(toExport)
}

const newest = (db: Db) =>
  db.select().from(exports).orderBy(desc(exports.createdAt)).limit(limits.exportsShown).$dynamic()

const toExport = (row: Row): Export => ({
  id: row.id,
  scope: row.scope,
  state: row.state,
  requestedBy: row.requestedBy,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  bytes: row.bytes,
  checksum: row.checksum,
})
