import { and, eq, lt, sql } from 'drizzle-orm'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Manifest } from '../../shared/exports.ts'
import { limits } from '../../shared/limits.ts'
import { exports } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { openArchive } from './archive.ts'
import { readme } from './readme.ts'
import { writePerson } from './write-person.ts'
import { writeWorkspace } from './write-workspace.ts'

type Row = typeof exports.$inferSelect

/** A claim that was not renewed for so long is of a server that died: another takes the job up, three times at most. */
const claimMs = 5 * 60_000
const maxTries = 3

export const exportKey = (id: string) => `exports/${id}.zip`

/** Makes the export that waits longest, if one does. @returns how many were made */
export const makeExport = async (deps: Deps): Promise<number> => {
  const row = await claim(deps)
  if (!row) return 0
  const renewal = setInterval(() => {
    void renew(deps, row).catch((error: unknown) =>
      deps.log.warn({ err: error, exportId: row.id }, 'the claim on an export was not renewed'),
    )
  }, claimMs / 5).unref()
  try {
    await make(deps, row)
  } catch (error) {
    deps.log.error({ err: error, exportId: row.id }, 'an export could not be made')
    const state = row.tries >= maxTries ? 'failed' : 'waiting'
    await deps.db.update(exports).set({ state, claimedAt: null }).where(mine(row))
  } finally {
    clearInterval(renewal)
  }
  return 1
}

/** Drops the archives whose time has passed. @returns how many */
export const dropExpired = async ({ db, blobs, now }: Deps): Promise<number> => {
  const rows = await db
    .select({ id: exports.id })
    .from(exports)
    .where(and(eq(exports.state, 'ready'), lt(exports.expiresAt, now())))
    .limit(20)
  for (const { id } of rows) {
    await blobs.drop([exportKey(id)])
    await db.update(exports).set({ state: 'expired' }).where(eq(exports.id, id))
  }
  return rows.length
}

const claim = async ({ db, now }: Deps): Promise<Row | undefined> => {
  const at = now()
  const stale = new Date(at.getTime() - claimMs).toISOString()
  const [row] = await db
    .update(exports)
    .set({ state: 'running', claimedAt: at, tries: sql`${exports.tries} + 1` })
    .where(
      sql`${exports.id} = (
        select id from exports
        where state = 'waiting' or (state = 'running' and claimed_at < ${stale}::timestamptz)
        order by created_at limit 1 for update skip locked)`,
    )
    .returning()
  return row
}

/** Only as long as nobody else has taken the job up. */
const mine = ({ id, tries }: Row) => and(eq(exports.id, id), eq(exports.tries, tries))

const renew = ({ db, now }: Deps, row: Row) =>
  db.update(exports).set({ claimedAt: now() }).where(mine(row))

const make = async (deps: Deps, row: Row): Promise<void> => {
  const { db, blobs } = deps
  const directory = await mkdtemp(join(tmpdir(), 'fechatter-export-'))
  try {
    const path = join(directory, 'export.zip')
    const archive = openArchive(path, row.createdAt)
    await archive.file('README.md', Readable.from([Buffer.from(readme)]))
    const { scope, workspaceId } = row
    const chats =
      workspaceId && scope !== 'person'
        ? await writeWorkspace(deps, archive, workspaceId, scope)
        : await writePerson(deps, archive, row.requestedBy)
    const { bytes, checksum } = await archive.end({
      format: 'fechatter-export',
      version: 1,
      scope,
      id: row.id,
      createdAt: row.createdAt.toISOString(),
      chats: Object.fromEntries(
        chats.map(({ id, lastSeq, retainedFrom }) => [id, { lastSeq, retainedFrom }]),
      ),
    } satisfies Omit<Manifest, 'files'>)
    await blobs.put(exportKey(row.id), createReadStream(path), bytes)
    const finishedAt = deps.now()
    const expiresAt = new Date(finishedAt.getTime() + limits.exportHours * 60 * 60 * 1000)
    await db
      .update(exports)
      .set({ state: 'ready', finishedAt, expiresAt, bytes, checksum })
      .where(mine(row))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
