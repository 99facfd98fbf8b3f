import { and, asc, eq, inArray } from 'drizzle-orm'
import type { MessageId, UserId } from '../../shared/ids.ts'
import type { Message, Reaction } from '../../shared/message.ts'
import type { Db, Tx } from '../db/database.ts'
import type { messages } from '../db/schema.ts'
import { mentions, pins, reactions } from '../db/schema.ts'
import { filesOf } from '../files/view.ts'
import { threadsOf } from './threads.ts'
import { toMessage } from './views.ts'

/** Messages as everybody sees them, in the order of the rows. One query for each of their facets, however many they are. */
export const readMessages = async (
  db: Db | Tx,
  rows: readonly (typeof messages.$inferSelect)[],
): Promise<Message[]> => {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const mentioned = await mentionsOf(db, ids)
  const carried = await filesOf(
    db,
    rows.flatMap(({ id, fileCount }) => (fileCount > 0 ? [id] : [])),
  )
  const reacted = await reactionsOf(db, ids)
  const pinned = await pinnedAmong(db, ids)
  const threads = await threadsOf(
    db,
    rows.flatMap(({ id, threadId }) => (threadId ? [] : [id])),
  )
  return rows.map((row) =>
    toMessage(row, {
      mentions: mentioned.get(row.id) ?? [],
      files: carried.get(row.id) ?? [],
      reactions: reacted.get(row.id) ?? [],
      pinned: pinned.has(row.id),
      thread: threads.get(row.id) ?? null,
    }),
  )
}

const mentionsOf = async (db: Db | Tx, ids: readonly MessageId[]) => {
  const found = new Map<MessageId, UserId[]>()
  const rows = await db
    .select({ messageId: mentions.messageId, userId: mentions.userId })
    .from(mentions)
    .where(and(inArray(mentions.messageId, [...ids]), eq(mentions.called, false)))
    .orderBy(asc(mentions.userId))
  for (const { messageId, userId } of rows)
    found.set(messageId, [...(found.get(messageId) ?? []), userId])
  return found
}

const pinnedAmong = async (db: Db | Tx, ids: readonly MessageId[]) => {
  const rows = await db
    .select({ id: pins.messageId })
    .from(pins)
    .where(inArray(pins.messageId, [...ids]))
  return new Set(rows.map(({ id }) => id))
}

const reactionsOf = async (db: Db | Tx, ids: readonly MessageId[]) => {
  const found = new Map<MessageId, Reaction[]>()
  const rows = await db
    .select()
    .from(reactions)
    .where(inArray(reactions.messageId, [...ids]))
    .orderBy(asc(reactions.emojiSeq), asc(reactions.seq))
  for (const { messageId, emoji, userId } of rows) {
    const all = found.get(messageId) ?? []
    found.set(messageId, all)
    const same = all.find((reaction) => reaction.emoji === emoji)
    if (same) same.userIds.push(userId)
    else all.push({ emoji, userIds: [userId] })
  }
  return found
}
