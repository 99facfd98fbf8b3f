import { sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'

/** Where the bytes with a SHA-256 are kept, once for all files that have them. */
export const blobKey = (hash: string) => `${hash.slice(0, 2)}/${hash}`
/** Where a small picture of them is kept. */
export const thumbKey = (hash: string) => `${blobKey(hash)}.thumb`
/** The hash that a key is of; undefined for other keys. */
export const hashIn = (key: string): string | undefined =>
  /^[\da-f]{2}\/([\da-f]{64})(?:\.thumb)?$/.exec(key)?.[1]

/** Until the transaction ends nobody else begins or stops to need the bytes with this hash. */
export const lockBlob = (tx: Tx, hash: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`blob:${hash}`}, 0))`)

/** Those of some hashes whose bytes no file and no upload needs. */
export const unneeded = async (db: Db | Tx, hashes: readonly string[]): Promise<string[]> => {
  const rows = await db.execute<{ hash: string }>(sql`
    select hash from unnest(${sql.param([...hashes])}::text[]) as h (hash)
    where not exists (select 1 from files f where f.hash = h.hash)
      and not exists (select 1 from uploads u where u.hash = h.hash)`)
  return rows.map(({ hash }) => hash)
}

/** Drops the bytes with a hash if nobody needs them. */
export const dropUnneeded = ({ db, blobs }: Pick<Deps, 'db' | 'blobs'>, hash: string) =>
  db.transaction(async (tx) => {
    await lockBlob(tx, hash)
    for (const free of await unneeded(tx, [hash])) await blobs.drop([thumbKey(free), blobKey(free)])
  })
