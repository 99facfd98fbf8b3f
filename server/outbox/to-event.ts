import type { Event } from '../../shared/events.ts'
import type { outbox } from '../db/schema.ts'

/** The event that a row of the log holds. `record` wrote it from a typed event, so it is not parsed again. */
export const toEvent = (row: typeof outbox.$inferSelect): Event => {
  const { workspaceId, chatId, seq, userId } = row
  return {
    v: 1,
    id: String(row.id),
    type: row.type,
    at: row.createdAt.toISOString(),
    ...(workspaceId === null ? {} : { workspaceId }),
    ...(chatId === null ? {} : { chatId }),
    ...(seq === null ? {} : { seq }),
    ...(userId === null ? {} : { userId }),
    ...row.payload,
  } as Event
}
