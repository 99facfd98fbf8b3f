import { and, eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { Db, Tx } from '../db/database.ts'
import { messages } from '../db/schema.ts'
import type { Reader } from './access.ts'

/** A message of this chat that is not deleted. @throws Fault `not_found`, or `conflict` when it was deleted */
export const liveMessage = async (db: Db | Tx, { chatId }: Reader, messageId: MessageId) => {
  const [row] = await db
    .select()
    .from(messages)
    .where(and(eq(messages.id, messageId), eq(messages.chatId, chatId)))
  if (!row) return fail('not_found', 'There is no such message here.', { field: 'messageId' })
  if (row.notice) fail('conflict', 'A system line cannot be changed.', { field: 'messageId' })
  return row.deletedAt ? fail('conflict', 'This message was deleted.', { field: 'messageId' }) : row
}

/** Notes the seq of a change that shows on a message. */
export const touch = (tx: Tx, messageId: MessageId, seq: number) =>
  tx.update(messages).set({ rev: seq }).where(eq(messages.id, messageId))
