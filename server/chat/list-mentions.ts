import { and, desc, eq, lt } from 'drizzle-orm'
import type { UserId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import type { Db } from '../db/database.ts'
import { inSnapshot } from '../db/database.ts'
import { chats, mentions, messages } from '../db/schema.ts'
import { mayRead } from './access.ts'
import type { ChatName } from './chat-name.ts'
import { chatName } from './chat-name.ts'
import { listedMessages } from './listed-messages.ts'

export interface MentionsPage {
  /** The newest first. */
  mentions: { message: Message; chat: ChatName; called: boolean; at: string }[]
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
        at: mentions.createdAt,
      })
      .from(mentions)
      .innerJoin(messages, eq(messages.id, mentions.messageId))
      .innerJoin(chats, eq(chats.id, mentions.chatId))
      .where(
        and(
          eq(mentions.userId, userId),
          before === undefined ? undefined : lt(mentions.createdAt, new Date(before)),
          mayRead(userId),
        ),
      )
      .orderBy(desc(mentions.createdAt), desc(mentions.messageId))
      .limit(limit + 1)
    const { items, ...page } = await listedMessages(tx, rows, limit)
    return { ...page, mentions: items.map((one) => ({ ...one, at: one.at.toISOString() })) }
  })
