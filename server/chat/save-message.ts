import { and, count, desc, eq, lt } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { MessageId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Message } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import { atMost } from '../db/at-most.ts'
import type { Db } from '../db/database.ts'
import { inSnapshot } from '../db/database.ts'
import { chats, messages, saved } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import type { Reader } from './access.ts'
import { mayRead } from './access.ts'
import { ahead } from './ahead.ts'
import type { ChatName } from './chat-name.ts'
import { chatName } from './chat-name.ts'
import { listedMessages } from './listed-messages.ts'
import { liveMessage } from './live-message.ts'

/** Keeps a message for later, with a reminder if a time is given; saving it again sets the reminder anew. */
export const saveMessage = async (
  deps: Deps,
  reader: Reader,
  { messageId, remindAt }: { messageId: MessageId; remindAt?: string | undefined },
): Promise<void> => {
  const { userId, chatId } = reader
  const now = deps.now()
  const at = remindAt === undefined ? null : ahead(remindAt, now, 'remindAt')
  await deps.db.transaction(async (tx) => {
    await liveMessage(tx, reader, messageId)
    const [all] = await tx.select({ n: count() }).from(saved).where(eq(saved.userId, userId))
    if ((all?.n ?? 0) >= limits.savedPerPerson)
      fail('conflict', 'Your list of saved messages is full. Take something off it first.', {
        field: 'messageId',
      })
    await tx
      .insert(saved)
      .values({ userId, messageId, savedAt: now, remindAt: at })
      .onConflictDoUpdate({ target: [saved.userId, saved.messageId], set: { remindAt: at } })
    await record(tx, {
      type: 'saved.changed',
      userId,
      chatId,
      messageId,
      saved: true,
      remindAt: at?.toISOString() ?? null,
    })
  })
  deps.wake()
}

/** Takes a message off one's list, whether or not its chat can still be read. */
export const unsaveMessage = async (
  deps: Deps,
  userId: UserId,
  messageId: MessageId,
): Promise<void> => {
  await deps.db.transaction(async (tx) => {
    const [gone] = await tx
      .delete(saved)
      .where(and(eq(saved.userId, userId), eq(saved.messageId, messageId)))
      .returning()
    if (!gone) return
    const [message] = await tx
      .select({ chatId: messages.chatId })
      .from(messages)
      .where(eq(messages.id, messageId))
    if (!message) return
    const { chatId } = message
    const change = { saved: false, remindAt: null }
    await record(tx, { type: 'saved.changed', userId, chatId, messageId, ...change })
  })
  deps.wake()
}

export interface SavedPage {
  /** The last saved first. */
  saved: {
    message: Message
    savedAt: string
    remindAt: string | null
    chat: ChatName
  }[]
  people: Person[]
  hasMore: boolean
}

/** What a person has saved, of the chats that she may read now, by the rule of `readerOf`. */
export const listSaved = (
  db: Db,
  userId: UserId,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<SavedPage> =>
  inSnapshot(db, async (tx) => {
    const rows = await tx
      .select({
        message: messages,
        savedAt: saved.savedAt,
        remindAt: saved.remindAt,
        chat: chatName,
      })
      .from(saved)
      .innerJoin(messages, eq(messages.id, saved.messageId))
      .innerJoin(chats, eq(chats.id, messages.chatId))
      .where(
        and(
          eq(saved.userId, userId),
          before === undefined ? undefined : lt(saved.savedAt, new Date(before)),
          mayRead(userId),
        ),
      )
      .orderBy(desc(saved.savedAt), desc(saved.messageId))
      .limit(atMost(limit + 1))
    const { items, ...page } = await listedMessages(tx, rows, limit)
    return {
      ...page,
      saved: items.map(({ savedAt, remindAt, ...one }) => ({
        ...one,
        savedAt: savedAt.toISOString(),
        remindAt: remindAt?.toISOString() ?? null,
      })),
    }
  })
