import type { Logger } from 'pino'
import type { Db } from '../db/database.ts'
import { deadLetters } from '../db/schema.ts'
import type { DeadLetter } from '../ports.ts'

/** Keeps dead letters in the database. The same event of the same consumer is kept once. */
export const deadLetterInto =
  (db: Db, log: Pick<Logger, 'error'>): DeadLetter =>
  async (consumer, { eventId, payload, reason }) => {
    const kept = await db
      .insert(deadLetters)
      .values({
        consumer,
        eventId,
        payload: typeof payload === 'string' ? storable(payload) : payload,
        reason: storable(reason).slice(0, 1000),
      })
      .onConflictDoNothing()
      .returning({ eventId: deadLetters.eventId })
    if (kept.length > 0)
      log.error({ consumer, eventId, reason }, 'an event could not be handled and was set aside')
  }

/** PostgreSQL stores neither NUL nor half a surrogate pair; garbage from the bus may hold both. */
const storable = (text: string) => text.replaceAll('\0', '\ufffd').toWellFormed()
