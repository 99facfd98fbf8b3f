import { eq, getTableColumns, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/database.ts'
import { outbox, relay } from '../db/schema.ts'
import type { Bus } from '../ports.ts'
import { toEvent } from './to-event.ts'

/** How many events one drain publishes at most. */
export const batchSize = 500

/**
 * Publishes the oldest events that have no position yet, and gives them one, in one transaction: after a crash between publishing
 * and commit they are published again, under higher positions.
 *
 * Reading by id skips nothing: a late commit with a low id is still without a position. Within a chat, ids have the order of `seq`
 * (see `record`).
 * @returns how many were published
 */
export const drain = (db: Db, bus: Pick<Bus, 'publish'>): Promise<number> =>
  db.transaction(async (tx) => {
    await lead(tx)
    const rows = await number(tx)
    const last = rows.at(-1)
    if (!last) return 0
    // All are awaited, also when one fails: the next try must not overtake what is still on its way.
    const outcomes = await Promise.allSettled(
      rows.map((row) => bus.publish({ position: row.position, event: toEvent(row) })),
    )
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed) throw failed.reason
    await tx.update(relay).set({ position: last.position }).where(eq(relay.id, 1))
    return rows.length
  })

/**
 * The lock on the relay's row makes one leader over all processes, until commit. Who waits for it gives up after a second, and the
 * server ends a leader that stands still for 15 s, e.g. a stopped process.
 */
const lead = async (tx: Tx) => {
  await tx.execute(
    sql`select set_config('lock_timeout', '1000', true), set_config('idle_in_transaction_session_timeout', '15000', true)`,
  )
  await tx.select({ id: relay.id }).from(relay).where(eq(relay.id, 1)).for('update')
}

/** A statement of its own, so that it sees what the leader before committed. The sequence does not roll back: see `streamPosition`. */
const number = async (tx: Tx) => {
  const rows = await tx
    .update(outbox)
    .set({ position: sql`numbered.position` })
    .from(
      sql`(select id, nextval('stream_position') as position from
            (select id from outbox where position is null order by id limit ${batchSize}) as oldest) as numbered`,
    )
    .where(eq(outbox.id, sql`numbered.id`))
    .returning(getTableColumns(outbox))
  return rows
    .map((row) => ({ ...row, position: row.position ?? 0 }))
    .sort((a, b) => a.position - b.position)
}
