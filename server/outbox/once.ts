import type { Db, Tx } from '../db/database.ts'
import { inbox } from '../db/schema.ts'

/**
 * Runs an effect at most once for a consumer and an event, however often the bus delivers it: the mark and the effect are one
 * transaction.
 * @param effect uses the transaction it is given, never the outer database
 * @returns whether the effect ran now; false when it was done before
 */
export const once = (
  db: Db,
  consumer: string,
  eventId: string,
  effect: (tx: Tx) => Promise<void>,
): Promise<boolean> =>
  db.transaction(async (tx) => {
    const fresh = await tx
      .insert(inbox)
      .values({ consumer, eventId: Number(eventId) })
      .onConflictDoNothing()
      .returning({ eventId: inbox.eventId })
    if (fresh.length === 0) return false
    await effect(tx)
    return true
  })
