import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm'
import type { UserId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import { atMost } from '../db/at-most.ts'
import type { Db } from '../db/database.ts'
import { inSnapshot } from '../db/database.ts'
import { chatMembers, chats, mentions, messages, threadFollowers } from '../db/schema.ts'
import { mayRead } from './access.ts'
import type { ChatName } from './chat-name.ts'
import { chatName } from './chat-name.ts'
import { listedMessages } from './listed-messages.ts'

export interface MentionsPage {
  /** The newest first; `unread` ones lie after what she has read of the chat, or of the thread in which they stand. */
  mentions: { message: Message; chat: ChatName; called: boolean; unread: boolean; at: string }[]
  people: Person[]
  hasMore: boolean
}

/** Where a person was mentioned, by name or by a call, in the chats that she may read now. */
export const listMentions = (
  db: Db,
  userId: UserId,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<MentionsPage> =>
  inSnapshot(db, async (tx) => {
    const rows = await tx
      .select({
        message: messages,
        chat: chatName,
        called: mentions.called,
        unread: sql<boolean>`coalesce(${mentions.seq} > case when ${mentions.threadId} is null
          then ${chatMembers.readSeq} else ${threadFollowers.readSeq} end, false)`,
        at: mentions.createdAt,
      })
      .from(mentions)
      .innerJoin(messages, eq(messages.id, mentions.messageId))
      .innerJoin(chats, eq(chats.id, mentions.chatId))
      .leftJoin(
        chatMembers,
        and(
          eq(chatMembers.chatId, mentions.chatId),
          eq(chatMembers.userId, mentions.userId),
          isNull(chatMembers.leftAt),
        ),
      )
      .leftJoin(
        threadFollowers,
        and(
          eq(threadFollowers.threadId, mentions.threadId),
          eq(threadFollowers.userId, mentions.userId),
          eq(threadFollowers.following, true),
        ),
      )
      .where(
        and(
          eq(mentions.userId, userId),
          before === undefined ? undefined : lt(mentions.createdAt, new Date(before)),
          mayRead(userId),
        ),
      )
      .orderBy(desc(mentions.createdAt), desc(mentions.messageId))
      .limit(atMost(limit + 1))
    const { items, ...page } = await listedMessages(tx, rows, limit)
    return { ...page, mentions: items.map((one) => ({ ...one, at: one.at.toISOString() })) }
  })
