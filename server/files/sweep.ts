import { inArray, lt, sql } from 'drizzle-orm'
import { files, uploads } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { dropUnneeded, hashIn, unneeded } from './blob.ts'
import { discardUpload } from './discard.ts'

const hourMs = 60 * 60 * 1000
const keptMs = 24 * hourMs
const batch = 200

/**
 * Removes what nobody will ask for again: uploads that were given up and files that were not sent within a day, and files whose
 * messages were all deleted. May run anywhere at any time, as often as it likes.
 */
export const sweepFiles = async (deps: Deps, now = deps.now()): Promise<void> => {
  const { db } = deps
  const dayAgo = new Date(now.getTime() - keptMs)
  const given = await db
    .select({ id: uploads.id })
    .from(uploads)
    .where(lt(uploads.changedAt, dayAgo))
    .limit(batch)
  for (const upload of given) await discardUpload(deps, upload)
  const gone = await db
    .delete(files)
    .where(
      inArray(
        files.id,
        sql`(select f.id from files f
          where not exists (select 1 from message_files m where m.file_id = f.id)
            and (f.attached_at is not null or f.created_at < ${dayAgo.toISOString()}::timestamptz)
            and not exists (select 1 from scheduled s where f.id = any(s.file_ids))
          limit ${batch} for update skip locked)`,
      ),
    )
    .returning({ hash: files.hash })
  for (const hash of new Set(gone.map((row) => row.hash))) await dropUnneeded(deps, hash)
}

/** Removes bytes that belong to no file: what a process left that was killed between its steps. An hour is left to those at work. */
export const sweepBlobs = async (deps: Deps, now = deps.now()): Promise<void> => {
  const { db, blobs } = deps
  const hourAgo = now.getTime() - hourMs
  const parts: string[] = []
  const hashes = new Set<string>()
  const drop = async () => {
    for (const hash of await unneeded(db, [...hashes])) await dropUnneeded(deps, hash)
    hashes.clear()
  }
  for await (const { key, at } of blobs.list()) {
    // Archives have a time of their own, see `exports/make-export.ts`.
    if (at.getTime() > hourAgo || key.startsWith('exports/')) continue
    const hash = hashIn(key)
    if (hash) hashes.add(hash)
    else parts.push(key)
    if (hashes.size === batch) await drop()
  }
  await drop()
  if (parts.length === 0) return
  const rows = await db.select({ parts: uploads.parts }).from(uploads)
  const arriving = new Set(rows.flatMap((row) => row.parts))
  await blobs.drop(parts.filter((key) => !arriving.has(key)))
}
