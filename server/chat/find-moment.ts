import { and, asc, eq, gte } from 'drizzle-orm'
import type { Db } from '../db/database.ts'
import { chats, messages } from '../db/schema.ts'
import type { Reader } from './access.ts'

/**
 * Where a moment stands in a chat: the seq of the first message since, or null when there is none. Times rise with the seqs, so halving
 * finds it with some twenty looks at one row, however long the chat is.
 */
export const findMoment = async (
  db: Db,
  { chatId }: Reader,
  at: Date,
): Promise<{ seq: number | null }> => {
  const firstFrom = async (seq: number) => {
    const [row] = await db
      .select({ seq: messages.seq, createdAt: messages.createdAt })
      .from(messages)
      .where(and(eq(messages.chatId, chatId), gte(messages.seq, seq)))
      .orderBy(asc(messages.seq))
      .limit(1)
    return row ?? null
  }
  const [chat] = await db.select({ lastSeq: chats.lastSeq }).from(chats).where(eq(chats.id, chatId))
  let low = 1
  let high = (chat?.lastSeq ?? 0) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const row = await firstFrom(middle)
    if (!row || row.createdAt >= at) high = middle
    else low = row.seq + 1
  }
  return { seq: (await firstFrom(low))?.seq ?? null }
}
