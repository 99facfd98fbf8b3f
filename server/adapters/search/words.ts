import { sql } from 'drizzle-orm'
import type { Db, Tx } from '../../db/database.ts'
import { searchWords } from '../../db/schema.ts'
import { canSlip, isNear, isWord, keysOf } from '../../db/slips.ts'
import type { Run, Wanted } from '../../db/terms.ts'

/** As many other words may count for one that was asked for. */
const mostNear = 12
const atOnce = 1000

/**
 * Notes the words of documents, for those who mistype them. In one order, so that two writers cannot block each other.
 * @param known words that need not be noted; these are added
 */
export const learnWords = async (
  db: Db | Tx,
  runs: readonly Run[],
  known = new Set<string>(),
): Promise<void> => {
  const words = new Set(
    runs
      .filter(({ dense, folded }) => !dense && !known.has(folded) && isWord(folded))
      .map(({ folded }) => folded),
  )
  const sorted = [...words].sort()
  for (let at = 0; at < sorted.length; at += atOnce) {
    const rows = sorted.slice(at, at + atOnce).map((word) => ({ word, keys: keysOf(word) }))
    await db.insert(searchWords).values(rows).onConflictDoNothing()
  }
  for (const word of words) known.add(word)
}

/** For each word of a query the words of messages that are close to it, the closest in length first. */
export const nearWords = async (
  tx: Tx,
  { words }: Wanted,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const near = new Map<string, string[]>()
  for (const { folded, dense } of words) {
    if (dense || !canSlip(folded)) continue
    const rows = await tx
      .select({ word: searchWords.word })
      .from(searchWords)
      .where(sql`${searchWords.keys} && ${`{${keysOf(folded).join(',')}}`}::text[]`)
    const found = rows
      .map(({ word }) => word)
      .filter((word) => word !== folded && isNear(folded, word))
      .sort((a, b) => Math.abs(a.length - folded.length) - Math.abs(b.length - folded.length))
    if (found.length > 0) near.set(folded, found.slice(0, mostNear))
  }
  return near
}
