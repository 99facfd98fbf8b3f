import { and, eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import type { Db } from '../db/database.ts'
import { inSnapshot } from '../db/database.ts'
import { messages } from '../db/schema.ts'
import type { Reader } from './access.ts'
import { readMessages } from './read-messages.ts'

/** One message of a chat, also a deleted one: what a permalink leads to. Its `seq` and `threadId` say where to open it. */
export const readMessage = (db: Db, { chatId }: Reader, id: MessageId): Promise<Message> =>
  inSnapshot(db, async (tx) => {
    const rows = await tx
      .select()
      .from(messages)
      .where(and(eq(messages.id, id), eq(messages.chatId, chatId)))
    const [message] = await readMessages(tx, rows)
    return message ?? fail('not_found', 'There is no such message here.', { field: 'messageId' })
  })
