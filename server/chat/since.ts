import { and, asc, eq, gt } from 'drizzle-orm'
import type { ChatEvent } from '../../shared/events.ts'
import { limits } from '../../shared/limits.ts'
import { atMost } from '../db/at-most.ts'
import type { Db } from '../db/database.ts'
import { chats, outbox } from '../db/schema.ts'
import { toEvent } from '../outbox/to-event.ts'
import type { Reader } from './access.ts'

/**
 * Everything that happened in a chat after `seq`, in order: how a reader closes a gap.
 * @returns `complete: false` when it is too much or no longer kept: then read a page instead
 */
export const readSince = async (
  db: Db,
  reader: Reader,
  seq: number,
): Promise<{ events: ChatEvent[]; complete: boolean }> => {
  // Read before the log: what is sent in between would otherwise look like what was swept.
  const end = await endOf(db, reader)
  const rows = await db
    .select()
    .from(outbox)
    .where(and(eq(outbox.chatId, reader.chatId), gt(outbox.seq, seq)))
    .orderBy(asc(outbox.seq))
    .limit(atMost(limits.sinceEvents + 1))
  const first = rows[0]?.seq ?? end + 1
  if (rows.length > limits.sinceEvents || first > seq + 1) return { events: [], complete: false }
  return { events: rows.map((row) => toEvent(row) as ChatEvent), complete: true }
}

/** An empty log says nothing: it may have been swept. */
const endOf = async (db: Db, { chatId }: Reader): Promise<number> => {
  const [chat] = await db.select({ end: chats.lastSeq }).from(chats).where(eq(chats.id, chatId))
  return chat?.end ?? 0
}
