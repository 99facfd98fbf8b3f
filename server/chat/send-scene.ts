import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import type { Thread } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import type { Tx } from '../db/database.ts'
import { chatMembers, chats, messages, users, workspaceMembers } from '../db/schema.ts'
import { personColumns, toPerson } from '../identity/people.ts'
import { findSendable } from './attach.ts'
import { expiredAmong } from './expire.ts'
import type { Prepared } from './prepare-draft.ts'
import { threadsOf } from './threads.ts'

/** What a batch of sends is decided by, read under the locks of its chats. Whoever decides moves the clocks and roots on in it. */
export const readScene = async (tx: Tx, items: readonly Prepared[]) => {
  const locked = await lockChats(tx, items)
  const known = await findSent(tx, items)
  const expired = await findExpired(tx, items, locked)
  const roots = await findRoots(tx, items)
  const people = await findMembers(tx, items, roots)
  const sendable = await findSendable(tx, items)
  return { locked, known, expired, roots, people, sendable }
}
export type Scene = Awaited<ReturnType<typeof readScene>>

export type LockedChat =
  Awaited<ReturnType<typeof lockChats>> extends Map<ChatId, infer C> ? C : never

/**
 * The lock on a chat's row is the order of the chat; ids in order keep two batches from waiting for each other. It is the weaker lock,
 * because new rows that refer to the chat take one on its key: such a row of another transaction would wait for us, and we for it.
 */
const lockChats = async (tx: Tx, items: readonly Prepared[]) => {
  const rows = await tx
    .select({
      id: chats.id,
      workspaceId: chats.workspaceId,
      archivedAt: chats.archivedAt,
      lastSeq: chats.lastSeq,
      lastMessageSeq: chats.lastMessageSeq,
      retainedFrom: chats.retainedFrom,
    })
    .from(chats)
    .where(inArray(chats.id, [...new Set(items.map(({ draft }) => draft.chatId))]))
    .orderBy(chats.id)
    .for('no key update')
  return new Map(rows.map((row) => [row.id, row]))
}

/** The first message of a thread, with the thread as it is. */
export type Root = Pick<
  typeof messages.$inferSelect,
  'id' | 'chatId' | 'seq' | 'rev' | 'senderId' | 'threadId' | 'deletedAt'
> & { thread: Thread | undefined }

const findRoots = async (tx: Tx, items: readonly Prepared[]): Promise<Map<MessageId, Root>> => {
  const ids = [...new Set(items.flatMap(({ draft }) => draft.threadId ?? []))]
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select({
      id: messages.id,
      chatId: messages.chatId,
      seq: messages.seq,
      rev: messages.rev,
      senderId: messages.senderId,
      threadId: messages.threadId,
      deletedAt: messages.deletedAt,
    })
    .from(messages)
    .where(inArray(messages.id, ids))
  const threads = await threadsOf(tx, ids)
  return new Map(rows.map((row) => [row.id, { ...row, thread: threads.get(row.id) }]))
}

/** A message that is there already. */
export type Sent = Pick<
  typeof messages.$inferSelect,
  'id' | 'chatId' | 'senderId' | 'fingerprint' | 'seq' | 'createdAt'
>

const findSent = async (tx: Tx, items: readonly Prepared[]): Promise<Map<string, Sent>> => {
  const rows = await tx
    .select({
      id: messages.id,
      chatId: messages.chatId,
      senderId: messages.senderId,
      fingerprint: messages.fingerprint,
      seq: messages.seq,
      createdAt: messages.createdAt,
    })
    .from(messages)
    .where(
      inArray(
        messages.id,
        items.map(({ draft }) => draft.id),
      ),
    )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Ids are never given again. Only a chat that retention has touched can have such, so others do not pay for the look. */
const findExpired = async (
  tx: Tx,
  items: readonly Prepared[],
  locked: ReadonlyMap<ChatId, LockedChat>,
): Promise<ReadonlySet<string>> => {
  const ids = items.flatMap(({ draft }) =>
    (locked.get(draft.chatId)?.retainedFrom ?? 0) > 0 ? [draft.id] : [],
  )
  return ids.length === 0 ? new Set() : expiredAmong(tx, ids)
}

/** The members of each chat, read under its lock: a removal that committed before keeps the message out. Everyone where somebody may be mentioned, else senders and authors of roots. */
const findMembers = async (
  tx: Tx,
  items: readonly Prepared[],
  roots: ReadonlyMap<MessageId, Root>,
): Promise<Map<ChatId, Person[]>> => {
  const all = items.filter(({ draft }) => draft.body.includes('@')).map(({ draft }) => draft.chatId)
  const some = [
    ...items.map(({ userId }) => userId),
    ...[...roots.values()].map(({ senderId }) => senderId),
  ]
  const rows = await tx
    .select({ chatId: chatMembers.chatId, ...personColumns })
    .from(chatMembers)
    .innerJoin(users, eq(users.id, chatMembers.userId))
    .innerJoin(chats, eq(chats.id, chatMembers.chatId))
    .innerJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.workspaceId, chats.workspaceId),
        eq(workspaceMembers.userId, users.id),
        eq(workspaceMembers.status, 'active'),
      ),
    )
    .where(
      and(
        inArray(chatMembers.chatId, [...new Set(items.map(({ draft }) => draft.chatId))]),
        isNull(chatMembers.leftAt),
        sql`(${chatMembers.chatId} = any(${sql.param(all)}::uuid[]) or ${chatMembers.userId} = any(${sql.param(some)}::uuid[]))`,
      ),
    )
  const members = new Map<ChatId, Person[]>()
  for (const { chatId, ...user } of rows)
    members.set(chatId, [...(members.get(chatId) ?? []), toPerson(user)])
  return members
}
