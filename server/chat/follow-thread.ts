import { and, eq, lt, sql } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import type { Db, Tx } from '../db/database.ts'
import { chats, messages, threadFollowers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { NewEvent } from '../outbox/record.ts'
import { record } from '../outbox/record.ts'
import type { Member, Reader } from './access.ts'

/** The first message of a thread, deleted or not. @throws Fault `not_found` for what is no such message of this chat */
export const rootOf = async (db: Db | Tx, { chatId }: Reader, threadId: MessageId) => {
  const [row] = await db
    .select()
    .from(messages)
    .where(and(eq(messages.id, threadId), eq(messages.chatId, chatId)))
  return row && row.threadId === null
    ? row
    : fail('not_found', 'There is no such thread here.', { field: 'threadId' })
}

/** Follows a thread, from now on, or stops following it. */
export const followThread = async (
  deps: Deps,
  member: Member,
  threadId: MessageId,
  following: boolean,
): Promise<void> => {
  const { chatId, userId } = member
  await deps.db.transaction(async (tx) => {
    await rootOf(tx, member, threadId)
    const [chat] = await tx.select({ end: chats.lastSeq }).from(chats).where(eq(chats.id, chatId))
    const [row] = await tx
      .insert(threadFollowers)
      .values({ threadId, userId, chatId, following, readSeq: chat?.end ?? 0 })
      .onConflictDoUpdate({
        target: [threadFollowers.threadId, threadFollowers.userId],
        set: { following },
        setWhere: eq(threadFollowers.following, !following),
      })
      .returning()
    if (row) await record(tx, followed(row))
  })
  deps.wake()
}

/** Moves a follower's read pointer in a thread forward, at most to the chat's end. @returns where it stands @throws Fault `conflict` for who does not follow it */
export const markThreadRead = async (
  deps: Deps,
  { chatId, userId }: Member,
  threadId: MessageId,
  seq: number,
): Promise<number> => {
  const mine = and(
    eq(threadFollowers.threadId, threadId),
    eq(threadFollowers.chatId, chatId),
    eq(threadFollowers.userId, userId),
    eq(threadFollowers.following, true),
  )
  const readSeq = await deps.db.transaction(async (tx) => {
    const [chat] = await tx.select({ end: chats.lastSeq }).from(chats).where(eq(chats.id, chatId))
    const to = Math.min(seq, chat?.end ?? 0)
    const [moved] = await tx
      .update(threadFollowers)
      .set({ readSeq: to })
      .where(and(mine, lt(threadFollowers.readSeq, to)))
      .returning({ readSeq: threadFollowers.readSeq })
    if (moved) await record(tx, { type: 'thread.read', userId, chatId, threadId, readSeq: to })
    const [standing] = moved
      ? [moved]
      : await tx.select({ readSeq: threadFollowers.readSeq }).from(threadFollowers).where(mine)
    return (
      standing?.readSeq ??
      fail('conflict', 'You do not follow this thread. Follow it to keep your place in it.', {
        field: 'threadId',
      })
    )
  })
  deps.wake()
  return readSeq
}

/** One more follower of a thread: `readSeq` is where a new one starts. */
export interface Follower {
  threadId: MessageId
  chatId: ChatId
  userId: UserId
  readSeq: number
}

/**
 * Lets people follow threads without asking: those who reply, again if they had stopped; those who are `called`, by their own first
 * message or by name, only if they never did.
 */
export const followReplies = async (
  tx: Tx,
  { replied, called }: { replied: readonly Follower[]; called: readonly Follower[] },
): Promise<void> => {
  const rows = [...(await insert(tx, replied, true)), ...(await insert(tx, called, false))]
  await record(tx, ...rows.map(followed))
}

const insert = async (tx: Tx, followers: readonly Follower[], again: boolean) => {
  const first = new Map(
    [...followers].reverse().map((one) => [`${one.threadId} ${one.userId}`, one]),
  )
  if (first.size === 0) return []
  const target = [threadFollowers.threadId, threadFollowers.userId]
  const query = tx
    .insert(threadFollowers)
    .values([...first.values()].map((one) => ({ ...one, following: true })))
  return again
    ? query
        .onConflictDoUpdate({
          target,
          set: { following: true, readSeq: sql`excluded.read_seq` },
          setWhere: eq(threadFollowers.following, false),
        })
        .returning()
    : query.onConflictDoNothing({ target }).returning()
}

const followed = ({
  userId,
  chatId,
  threadId,
  following,
  readSeq,
}: typeof threadFollowers.$inferSelect): NewEvent => ({
  type: 'thread.followed',
  userId,
  chatId,
  threadId,
  following,
  readSeq,
})
