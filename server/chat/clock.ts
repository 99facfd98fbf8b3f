import { eq, sql } from 'drizzle-orm'
import type { ChatId } from '../../shared/ids.ts'
import { fail } from '../../shared/errors.ts'
import type { Tx } from '../db/database.ts'
import { chats } from '../db/schema.ts'

/**
 * Draws the next `count` numbers of a chat's clock. The row stays locked until the transaction ends, so the order of the
 * numbers is the order of the commits, without gaps.
 * @returns the chat after the draw: `lastSeq` is the last number drawn
 */
export const draw = async (tx: Tx, chatId: ChatId, count = 1) => {
  const [chat] = await tx
    .update(chats)
    .set({ lastSeq: sql`${chats.lastSeq} + ${count}` })
    .where(eq(chats.id, chatId))
    .returning()
  return chat ?? fail('not_found', 'There is no such chat.', { field: 'chatId' })
}
