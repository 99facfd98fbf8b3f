import { and, asc, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Message } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import { atMost } from '../db/at-most.ts'
import type { Db } from '../db/database.ts'
import { inSnapshot } from '../db/database.ts'
import { chatMembers, chats, messages, threadFollowers, workspaceMembers } from '../db/schema.ts'
import { findPeople } from '../identity/people.ts'
import type { ChatName } from './chat-name.ts'
import { chatName } from './chat-name.ts'
import { readMessages } from './read-messages.ts'

/** A thread that a person follows. */
export interface FollowedThread {
  root: Message
  /** Its last replies, the newest last. */
  replies: Message[]
  chat: ChatName
  readSeq: number
  /** Others' replies that wait, counted up to `limits.unreadShown`. */
  unread: number
  lastReplyAt: string
}

export interface ThreadList {
  /** The last replied to first. */
  threads: FollowedThread[]
  /** Who began them, and who replied last. */
  people: Person[]
  hasMore: boolean
}

interface Wish {
  /** Only of this workspace. */
  workspaceId?: WorkspaceId | undefined
  /** Only those in which something waits. */
  unread?: boolean
  /** Those whose last reply is older. */
  before?: string | undefined
  limit: number
}

/**
 * The threads that a person follows in the chats that she is in. A root's `rev` tells those that have not changed since they were read
 * without a look at their replies.
 */
export const listThreads = (db: Db, userId: UserId, wish: Wish): Promise<ThreadList> =>
  inSnapshot(db, async (tx) => {
    const { workspaceId, unread = false, before, limit } = wish
    const latest = tx
      .select({ at: sql<Date>`created_at`.mapWith(messages.createdAt).as('at') })
      .from(messages)
      .where(sql`thread_id = thread_followers.thread_id and deleted_at is null`)
      .orderBy(sql`seq desc`)
      .limit(1)
      .as('latest')
    const waiting = sql<number>`(select count(*) from (
      select 1 from messages reply
      where reply.thread_id = thread_followers.thread_id and reply.seq > thread_followers.read_seq
        and reply.sender_id <> ${userId} and reply.deleted_at is null
      limit ${limits.unreadShown}) counted)::int`
    const rows = await tx
      .select({
        threadId: threadFollowers.threadId,
        readSeq: threadFollowers.readSeq,
        chat: chatName,
        at: latest.at,
        unread: waiting,
      })
      .from(threadFollowers)
      .innerJoin(chats, eq(chats.id, threadFollowers.chatId))
      .innerJoin(
        chatMembers,
        and(
          eq(chatMembers.chatId, chats.id),
          eq(chatMembers.userId, userId),
          isNull(chatMembers.leftAt),
        ),
      )
      .innerJoin(
        workspaceMembers,
        and(
          eq(workspaceMembers.workspaceId, chats.workspaceId),
          eq(workspaceMembers.userId, userId),
          eq(workspaceMembers.status, 'active'),
        ),
      )
      .innerJoin(messages, eq(messages.id, threadFollowers.threadId))
      .innerJoinLateral(latest, sql`true`)
      .where(
        and(
          eq(threadFollowers.userId, userId),
          eq(threadFollowers.following, true),
          workspaceId && eq(chats.workspaceId, workspaceId),
          unread ? and(gt(messages.rev, threadFollowers.readSeq), gt(waiting, 0)) : undefined,
          before === undefined ? undefined : sql`${latest.at} < ${before}::timestamptz`,
        ),
      )
      .orderBy(desc(latest.at), desc(threadFollowers.threadId))
      .limit(atMost(limit + 1))
    const page = rows.slice(0, limit)
    const ids = page.map(({ threadId }) => threadId)
    const roots = await rootsOf(tx, ids)
    const replies = await repliesOf(tx, userId, ids)
    return {
      threads: page.flatMap(({ threadId, at, ...row }) => {
        const root = roots.get(threadId)
        return root
          ? [{ ...row, root, replies: replies.get(threadId) ?? [], lastReplyAt: at.toISOString() }]
          : []
      }),
      people: await findPeople(
        tx,
        [...roots.values(), ...[...replies.values()].flat()].map(({ senderId }) => senderId),
      ),
      hasMore: rows.length > limit,
    }
  })

const rootsOf = async (tx: Parameters<typeof readMessages>[0], ids: readonly MessageId[]) => {
  if (ids.length === 0) return new Map<MessageId, Message>()
  const rows = await tx
    .select()
    .from(messages)
    .where(inArray(messages.id, [...ids]))
  return new Map((await readMessages(tx, rows)).map((root) => [root.id, root]))
}

/** The last live replies of threads that a person follows. */
const repliesOf = async (
  tx: Parameters<typeof readMessages>[0],
  userId: UserId,
  ids: readonly MessageId[],
) => {
  const byThread = new Map<MessageId, Message[]>()
  if (ids.length === 0) return byThread
  const newest = tx
    .select({ newestId: sql`id`.as('newest_id') })
    .from(messages)
    .where(sql`thread_id = thread_followers.thread_id and deleted_at is null`)
    .orderBy(sql`seq desc`)
    .limit(atMost(limits.threadsPage.replies))
    .as('newest')
  const rows = await tx
    .select({ message: messages })
    .from(threadFollowers)
    .innerJoinLateral(newest, sql`true`)
    .innerJoin(messages, eq(messages.id, newest.newestId))
    .where(and(eq(threadFollowers.userId, userId), inArray(threadFollowers.threadId, [...ids])))
    .orderBy(asc(messages.seq))
  const shown = await readMessages(
    tx,
    rows.map(({ message }) => message),
  )
  for (const reply of shown)
    if (reply.threadId)
      byThread.set(reply.threadId, [...(byThread.get(reply.threadId) ?? []), reply])
  return byThread
}
