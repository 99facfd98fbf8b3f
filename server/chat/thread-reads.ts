import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import type { Tx } from '../db/database.ts'
import { chats, messages, threadFollowers } from '../db/schema.ts'
import { record } from '../outbox/record.ts'
import type { WorkspaceMember } from '../workspace/access.ts'

interface ThreadReading {
  chatId: ChatId
  threadId: MessageId
  readSeq: number
}

/** Reads every thread that a person follows in a workspace. @returns where the pointers stood that moved, as `restoreReads` takes them */
export const readAllThreads = async (tx: Tx, member: WorkspaceMember) => {
  const waiting = await followed(tx, member).where(
    and(following(member), gt(messages.rev, threadFollowers.readSeq)),
  )
  await place(
    tx,
    member.userId,
    waiting.map(({ end, ...thread }) => ({ ...thread, readSeq: end })),
  )
  return waiting.map(({ chatId, threadId, readSeq }) => ({
    ...{ chatId, threadId, readSeq },
    manualUnread: false,
  }))
}

/** Moves pointers of threads back to where they stood. Those of other workspaces, and what is no thread, are left out. */
export const restoreThreads = async (
  tx: Tx,
  member: WorkspaceMember,
  undo: readonly { threadId?: MessageId | undefined; readSeq: number }[],
): Promise<void> => {
  const earlier = new Map(
    undo.flatMap(({ threadId, readSeq }) => (threadId ? [[threadId, readSeq] as const] : [])),
  )
  if (earlier.size === 0) return
  const standing = await followed(tx, member).where(
    and(following(member), inArray(threadFollowers.threadId, [...earlier.keys()])),
  )
  const back = standing.flatMap(({ chatId, threadId, readSeq }) => {
    const was = earlier.get(threadId) ?? readSeq
    return was < readSeq ? [{ chatId, threadId, readSeq: was }] : []
  })
  await place(tx, member.userId, back)
}

const following = ({ userId, workspaceId }: WorkspaceMember) =>
  and(
    eq(threadFollowers.userId, userId),
    eq(threadFollowers.following, true),
    eq(chats.workspaceId, workspaceId),
  )

const followed = (tx: Tx, member: WorkspaceMember) =>
  tx
    .select({
      chatId: threadFollowers.chatId,
      threadId: threadFollowers.threadId,
      readSeq: threadFollowers.readSeq,
      end: chats.lastSeq,
    })
    .from(threadFollowers)
    .innerJoin(chats, eq(chats.id, threadFollowers.chatId))
    .innerJoin(messages, eq(messages.id, threadFollowers.threadId))
    .where(following(member))
    .orderBy(asc(threadFollowers.threadId))
    .for('update', { of: threadFollowers })
    .$dynamic()

const place = async (tx: Tx, userId: UserId, readings: readonly ThreadReading[]) => {
  if (readings.length === 0) return
  await tx.execute(sql`
    update thread_followers set read_seq = r.read_seq
    from unnest(
      ${sql.param(readings.map(({ threadId }) => threadId))}::uuid[],
      ${sql.param(readings.map(({ readSeq }) => readSeq))}::bigint[]
    ) as r (thread_id, read_seq)
    where thread_followers.thread_id = r.thread_id and thread_followers.user_id = ${userId}`)
  await record(
    tx,
    ...readings.map((reading) => ({ type: 'thread.read' as const, userId, ...reading })),
  )
}
