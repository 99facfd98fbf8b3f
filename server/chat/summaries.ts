import { and, desc, eq, gt, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import type { ChatSummary } from '../../shared/chat.ts'
import { fail } from '../../shared/errors.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Person } from '../../shared/people.ts'
import { atMost } from '../db/at-most.ts'
import type { Db } from '../db/database.ts'
import { chatMembers, chats, messages, users } from '../db/schema.ts'
import { personColumns, toPerson } from '../identity/people.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import type { Member } from './access.ts'
import { mayRead } from './access.ts'
import { toChat, toSettings } from './views.ts'

/** Rows that wait for a reader, counted up to a bound so that a year away costs as much as a day. */
const unread = (userId: UserId) => sql<number>`case
  when ${chats.lastMessageSeq} <= ${chatMembers.readSeq} then 0
  else (select count(*) from (
    select 1 from messages m
    where m.chat_id = ${chats.id} and m.seq > ${chatMembers.readSeq}
      and m.sender_id <> ${userId} and m.deleted_at is null and m.notice is null
      and (m.thread_id is null or m.also_to_channel)
    limit ${limits.unreadShown}) waiting)::int end`

const mentioned = (userId: UserId) => sql<number>`case
  when ${chats.lastMessageSeq} <= ${chatMembers.readSeq} then 0
  else (select count(*) from (
    select 1 from mentions n
    where n.user_id = ${userId} and n.chat_id = ${chats.id} and n.seq > ${chatMembers.readSeq}
      and n.thread_id is null
    limit ${limits.unreadShown}) waiting)::int end`

const columns = (userId: UserId) => ({
  chat: chats,
  role: chatMembers.role,
  readSeq: chatMembers.readSeq,
  manualUnread: chatMembers.manualUnread,
  notify: chatMembers.notify,
  mutedUntil: chatMembers.mutedUntil,
  starred: chatMembers.starred,
  unread: unread(userId),
  mentions: mentioned(userId),
})

const select = (db: Db, userId: UserId) =>
  db.select(columns(userId)).from(chatMembers).innerJoin(chats, eq(chats.id, chatMembers.chatId))

const mine = (userId: UserId) => and(eq(chatMembers.userId, userId), isNull(chatMembers.leftAt))

type Row = Awaited<ReturnType<typeof select>>[number]

/** My chats in a workspace, with what waits in each. */
export const listChats = async (
  db: Db,
  member: WorkspaceMember,
  archived = false,
): Promise<ChatSummary[]> => {
  const rows = await select(db, member.userId)
    .where(
      and(
        mine(member.userId),
        eq(chats.workspaceId, member.workspaceId),
        archived ? isNotNull(chats.archivedAt) : isNull(chats.archivedAt),
      ),
    )
    .orderBy(chats.name, chats.id)
  return withOthers(db, member.userId, rows)
}

/**
 * My chats, in one workspace or in all, in which something waits, and the newest message that does: the `limits.inboxChats` that moved
 * last, the newest first. Only as many are looked into as are shown, and the few that moved without leaving anything to read.
 */
export const listWaiting = async (
  db: Db,
  userId: UserId,
  workspaceId?: WorkspaceId,
): Promise<{ chat: ChatSummary; latestId: MessageId | null }[]> => {
  const moved = db
    .select({
      chatId: chatMembers.chatId,
      readSeq: chatMembers.readSeq,
      manualUnread: chatMembers.manualUnread,
      lastMessageSeq: chats.lastMessageSeq,
      lastMessageAt: chats.lastMessageAt,
    })
    .from(chatMembers)
    .innerJoin(chats, eq(chats.id, chatMembers.chatId))
    .where(
      and(
        mine(userId),
        workspaceId ? eq(chats.workspaceId, workspaceId) : mayRead(userId),
        isNull(chats.archivedAt),
        or(gt(chats.lastMessageSeq, chatMembers.readSeq), eq(chatMembers.manualUnread, true)),
      ),
    )
    .orderBy(sql`${chats.lastMessageAt} desc nulls last`)
    .as('moved')
  const latest = db
    .select({ id: messages.id, createdAt: messages.createdAt })
    .from(messages)
    .where(
      and(
        eq(messages.chatId, moved.chatId),
        gt(messages.seq, moved.readSeq),
        ne(messages.senderId, userId),
        isNull(messages.deletedAt),
        isNull(messages.notice),
        or(isNull(messages.threadId), eq(messages.alsoToChannel, true)),
      ),
    )
    .orderBy(desc(messages.seq))
    .limit(1)
    .as('latest')
  const waiting = db.$with('waiting').as(
    db
      .select({ chatId: moved.chatId, latestId: latest.id, latestAt: latest.createdAt })
      .from(moved)
      .leftJoinLateral(latest, gt(moved.lastMessageSeq, moved.readSeq))
      .where(or(isNotNull(latest.id), eq(moved.manualUnread, true)))
      // The order of `moved`, said again: the database stops looking when there are enough.
      .orderBy(sql`${moved.lastMessageAt} desc nulls last`)
      .limit(atMost(limits.inboxChats)),
  )
  const rows = await db
    .with(waiting)
    .select({ ...columns(userId), latestId: waiting.latestId })
    .from(waiting)
    .innerJoin(chats, eq(chats.id, waiting.chatId))
    .innerJoin(chatMembers, and(eq(chatMembers.chatId, chats.id), mine(userId)))
    .orderBy(sql`${waiting.latestAt} desc nulls last`, chats.id)
  const summaries = await withOthers(
    db,
    userId,
    rows.map(({ latestId: _, ...row }) => row),
  )
  return summaries.map((chat, index) => ({ chat, latestId: rows[index]?.latestId ?? null }))
}

/** One chat of mine, with what waits in it. */
export const summarize = async (db: Db, member: Member): Promise<ChatSummary> => {
  const rows = await select(db, member.userId).where(
    and(mine(member.userId), eq(chats.id, member.chatId)),
  )
  const [summary] = await withOthers(db, member.userId, rows)
  return summary ?? fail('not_found', 'There is no such chat, or you are not in it.')
}

const withOthers = async (db: Db, userId: UserId, rows: Row[]): Promise<ChatSummary[]> => {
  const small = rows.filter(({ chat }) => chat.kind === 'direct' || chat.kind === 'group')
  const others = await othersIn(
    db,
    userId,
    small.map(({ chat }) => chat.id),
  )
  return rows.map(({ chat, ...my }) => ({
    ...toChat(chat),
    ...my,
    ...toSettings(my),
    lastAt: (chat.lastMessageAt ?? chat.createdAt).toISOString(),
    others: others.get(chat.id) ?? [],
  }))
}

const othersIn = async (db: Db, userId: UserId, ids: readonly ChatId[]) => {
  const others = new Map<ChatId, Person[]>()
  if (ids.length === 0) return others
  const rows = await db
    .select({ chatId: chatMembers.chatId, ...personColumns })
    .from(chatMembers)
    .innerJoin(users, eq(users.id, chatMembers.userId))
    .where(
      and(
        inArray(chatMembers.chatId, [...ids]),
        ne(chatMembers.userId, userId),
        isNull(chatMembers.leftAt),
      ),
    )
  for (const { chatId, ...user } of rows)
    others.set(chatId, [...(others.get(chatId) ?? []), toPerson(user)])
  return others
}
