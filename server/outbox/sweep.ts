import { and, asc, eq, inArray, isNotNull, lt, lte, sql } from 'drizzle-orm'
import { limits } from '../../shared/limits.ts'
import type { Tx } from '../db/database.ts'
import { busCursors, deadLetters, inbox, outbox } from '../db/schema.ts'
import type { Deps } from '../deps.ts'

const dayMs = 24 * 60 * 60 * 1000
/** Rows that one transaction deletes: what it holds up is short. */
const batch = 1000

/**
 * Removes what the log has kept long enough: events after `limits.logDays`, then what consumers noted of them, and dead letters that
 * nobody settled in `limits.deadLetterDays`. Whoever asks for what is gone is told to read the present instead. May run anywhere at any
 * time, as often as it likes.
 */
export const sweepLog = async (deps: Deps, now = deps.now()): Promise<void> => {
  const { db } = deps
  const before = (days: number) => new Date(now.getTime() - days * dayMs)
  const steps: ((tx: Tx) => Promise<number>)[] = [
    (tx) => sweepEvents(deps, tx, before(limits.logDays)),
    (tx) => sweepInbox(tx, before(limits.logDays)),
  ]
  for (const step of steps) while ((await db.transaction(step)) >= batch);
  await db.delete(deadLetters).where(lt(deadLetters.createdAt, before(limits.deadLetterDays)))
}

/**
 * The beginning of the stream, up to the first event that is younger: what is kept has no hole, so a reader's place in it says whether
 * something is missing. On the embedded bus, what a consumer has still to read stays.
 */
const sweepEvents = async ({ config }: Deps, tx: Tx, before: Date): Promise<number> => {
  const oldest = await tx
    .select({ position: outbox.position, createdAt: outbox.createdAt })
    .from(outbox)
    .where(
      and(
        isNotNull(outbox.position),
        config.natsUrl
          ? undefined
          : lte(outbox.position, sql`(select min(${busCursors.position}) from ${busCursors})`),
      ),
    )
    .orderBy(asc(outbox.position))
    .limit(batch)
  const kept = oldest.findIndex(({ createdAt }) => createdAt >= before)
  const due = kept === -1 ? oldest : oldest.slice(0, kept)
  const last = due.at(-1)?.position
  if (last == null) return 0
  await tx.delete(outbox).where(lte(outbox.position, last))
  return due.length
}

/** What is not in the log any more is never delivered again, so nobody has to remember it. */
const sweepInbox = async (tx: Tx, before: Date): Promise<number> => {
  const due = tx
    .select({ eventId: inbox.eventId })
    .from(inbox)
    .where(
      and(
        lt(inbox.handledAt, before),
        sql`not exists (select 1 from ${outbox} where ${eq(outbox.id, inbox.eventId)})`,
      ),
    )
    .limit(batch)
  const gone = await tx
    .delete(inbox)
    .where(inArray(inbox.eventId, due))
    .returning({ eventId: inbox.eventId })
  return gone.length
}
