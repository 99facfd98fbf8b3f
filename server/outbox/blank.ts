import { and, inArray, sql } from 'drizzle-orm'
import type { MessageId } from '../../shared/ids.ts'
import type { Tx } from '../db/database.ts'
import { deadLetters, outbox } from '../db/schema.ts'

/** Takes the text, the mentions, the files and the quotes of deleted messages out of the log and of the dead letters, so that no replay brings them back. */
export const blank = async (tx: Tx, ids: readonly MessageId[]): Promise<void> => {
  const blanked = (payload: typeof outbox.payload | typeof deadLetters.payload) =>
    sql`jsonb_set(${payload}, '{message}',
      (${payload} -> 'message') || '{"body": "", "mentions": [], "files": [], "quote": null}')`
  await tx
    .update(outbox)
    .set({ payload: blanked(outbox.payload) })
    .where(
      and(inArray(outbox.messageId, [...ids]), sql`${outbox.payload} -> 'message' is not null`),
    )
  await tx
    .update(deadLetters)
    .set({ payload: blanked(deadLetters.payload) })
    .where(sql`${deadLetters.payload} -> 'message' ->> 'id' = any(${sql.param([...ids])}::text[])`)
}
