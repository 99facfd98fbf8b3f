import { asc, eq } from 'drizzle-orm'
import type { MessageId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { inSnapshot } from '../db/database.ts'
import { messageEdits } from '../db/schema.ts'
import type { Reader } from './access.ts'
import { liveMessage } from './live-message.ts'

/** A text that a message had, and since when. */
export interface Version {
  body: string
  at: string
}

/** All that a message has said, the oldest first, ending with what it says now. @throws Fault `conflict` for a deleted one: its text is gone */
export const readHistory = (db: Db, reader: Reader, messageId: MessageId): Promise<Version[]> =>
  inSnapshot(db, async (tx) => {
    const message = await liveMessage(tx, reader, messageId)
    const edits = await tx
      .select({ body: messageEdits.body, editedAt: messageEdits.editedAt })
      .from(messageEdits)
      .where(eq(messageEdits.messageId, messageId))
      .orderBy(asc(messageEdits.seq))
    const bodies = [...edits.map(({ body }) => body), message.body]
    const times = [message.createdAt, ...edits.map(({ editedAt }) => editedAt)]
    return bodies.map((body, index) => ({
      body,
      at: (times[index] ?? message.createdAt).toISOString(),
    }))
  })
