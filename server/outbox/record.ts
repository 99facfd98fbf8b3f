import type { Event } from '../../shared/events.ts'
import type { Tx } from '../db/database.ts'
import { outbox } from '../db/schema.ts'

type Unrecorded<E> = E extends Event ? Omit<E, 'id' | 'v' | 'at'> & { at?: string } : never
/** An event that is about to be recorded: the log gives it its `id`, and the time unless the caller names it (ISO 8601). */
export type NewEvent = Unrecorded<Event>

/**
 * Writes events to the log, in the order given, in the transaction of the change they tell of: both happen or neither.
 * Whoever records an event of a chat holds the lock on the chat's row, so that the log has the order of `seq`.
 */
export const record = async (tx: Tx, ...events: readonly NewEvent[]): Promise<void> => {
  if (events.length > 0) await tx.insert(outbox).values(events.map(toRow))
}

const toRow = (event: NewEvent): typeof outbox.$inferInsert => {
  const { type, at, workspaceId, chatId, seq, userId, ...payload } = event as Loose
  return {
    type,
    workspaceId: workspaceId ?? null,
    chatId: chatId ?? null,
    seq: seq ?? null,
    userId: userId ?? null,
    messageId: payload.message?.id ?? payload.messageId ?? null,
    payload,
    ...(at === undefined ? {} : { createdAt: new Date(at) }),
  }
}

type Loose = Pick<NewEvent, 'type' | 'at'> &
  Partial<Pick<typeof outbox.$inferSelect, 'workspaceId' | 'chatId' | 'seq' | 'userId'>> & {
    messageId?: (typeof outbox.$inferSelect)['messageId']
    message?: { id: (typeof outbox.$inferSelect)['messageId'] }
  }
