import { and, desc, eq } from 'drizzle-orm'
import type { MessageId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { atMost } from '../db/at-most.ts'
import type { Db } from '../db/database.ts'
import { messages, saved, threadFollowers } from '../db/schema.ts'
import type { Reader } from './access.ts'

/** What only one person sees on the messages of a chat. */
export interface OwnMarks {
  saved: { messageId: MessageId; remindAt: string | null }[]
  /** The threads that she follows, and up to where she has read them. */
  threads: { threadId: MessageId; readSeq: number }[]
}

/** What the reader has saved in a chat and which threads she follows there, the latest first. */
export const readOwnMarks = async (db: Db, { userId, chatId }: Reader): Promise<OwnMarks> => {
  const kept = await db
    .select({ messageId: saved.messageId, remindAt: saved.remindAt })
    .from(saved)
    .innerJoin(messages, eq(messages.id, saved.messageId))
    .where(and(eq(saved.userId, userId), eq(messages.chatId, chatId)))
    .orderBy(desc(saved.savedAt))
    .limit(atMost(limits.ownMarks))
  const threads = await db
    .select({ threadId: threadFollowers.threadId, readSeq: threadFollowers.readSeq })
    .from(threadFollowers)
    .where(
      and(
        eq(threadFollowers.userId, userId),
        eq(threadFollowers.chatId, chatId),
        eq(threadFollowers.following, true),
      ),
    )
    .orderBy(desc(threadFollowers.threadId))
    .limit(atMost(limits.ownMarks))
  return {
    saved: kept.map(({ messageId, remindAt }) => ({
      messageId,
      remindAt: remindAt?.toISOString() ?? null,
    })),
    threads,
  }
}
