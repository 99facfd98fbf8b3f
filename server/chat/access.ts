import type { SQL } from 'drizzle-orm'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { ChatKind, ChatRole } from '../../shared/chat.ts'
import { fail } from '../../shared/errors.ts'
import type { ChatId, UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Role } from '../../shared/people.ts'
import type { Db, Tx } from '../db/database.ts'
import {
  chatMembers,
  chats,
  type files,
  messageFiles,
  messages,
  workspaceMembers,
} from '../db/schema.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { ranks } from '../workspace/access.ts'

declare const key: unique symbol

/** The key to reading a chat. Made only here. */
export interface Reader {
  readonly [key]: 'reader' | 'member'
  readonly userId: UserId
  readonly chatId: ChatId
  readonly workspaceId: WorkspaceId
  readonly kind: ChatKind
  readonly archived: boolean
  readonly workspaceRole: Role
}

/** The key to taking part in a chat: whoever holds it is a member. Made only here. */
export interface Member extends Reader {
  readonly [key]: 'member'
  readonly role: ChatRole
}

const noSuchChat = () =>
  fail('not_found', 'There is no such chat, or you are not in it.', { field: 'chatId' })

const look = async (db: Db | Tx, userId: UserId, chatId: ChatId) => {
  const [row] = await db
    .select({
      workspaceId: chats.workspaceId,
      kind: chats.kind,
      archivedAt: chats.archivedAt,
      workspaceRole: workspaceMembers.role,
      role: chatMembers.role,
    })
    .from(chats)
    .innerJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.workspaceId, chats.workspaceId),
        eq(workspaceMembers.userId, userId),
        eq(workspaceMembers.status, 'active'),
      ),
    )
    .leftJoin(
      chatMembers,
      and(
        eq(chatMembers.chatId, chats.id),
        eq(chatMembers.userId, userId),
        isNull(chatMembers.leftAt),
      ),
    )
    .where(eq(chats.id, chatId))
  return row && { ...row, userId, chatId, archived: row.archivedAt !== null }
}

/**
 * The caller's key to a chat he is a member of.
 * @throws Fault `not_found` alike for foreign, hidden, left and missing: nothing tells that the chat exists
 */
export const memberOf = async (db: Db | Tx, userId: UserId, chatId: ChatId): Promise<Member> => {
  const found = await look(db, userId, chatId)
  return found?.role ? (found as unknown as Member) : noSuchChat()
}

/**
 * The caller's key to reading a chat: his own chats, and public channels of a workspace he is in (guests: only their own).
 * @throws Fault `not_found` as {@link memberOf}
 */
export const readerOf = async (db: Db | Tx, userId: UserId, chatId: ChatId): Promise<Reader> => {
  const found = await look(db, userId, chatId)
  const open = found && (found.role || (found.kind === 'public' && found.workspaceRole !== 'guest'))
  return open ? (found as unknown as Reader) : noSuchChat()
}

/** Whether a person may read the chat of a row of `chats`, by the same rule as {@link readerOf}. */
export const mayRead = (userId: UserId): SQL => sql`exists (
  select 1 from workspace_members place
  left join chat_members seat on seat.chat_id = ${chats.id} and seat.user_id = place.user_id
    and seat.left_at is null
  where place.workspace_id = ${chats.workspaceId} and place.user_id = ${userId}
    and place.status = 'active'
    and (seat.user_id is not null or (${chats.kind} = 'public' and place.role <> 'guest')))`

/** The ids of all chats that a workspace member may read, by the same rule as {@link readerOf}. */
export const readableChats = async (db: Db | Tx, member: WorkspaceMember): Promise<ChatId[]> => {
  const rows = await db
    .select({ id: chats.id, kind: chats.kind, role: chatMembers.role })
    .from(chats)
    .leftJoin(
      chatMembers,
      and(
        eq(chatMembers.chatId, chats.id),
        eq(chatMembers.userId, member.userId),
        isNull(chatMembers.leftAt),
      ),
    )
    .where(eq(chats.workspaceId, member.workspaceId))
  const visitor = ranks(member, 'member')
  return rows.filter((row) => row.role || (visitor && row.kind === 'public')).map((row) => row.id)
}

/** Those of some chats that a person may read, by the same rule as {@link readerOf}. */
const readableAmong = async (db: Db | Tx, userId: UserId, chatIds: readonly ChatId[]) => {
  const rows = await db
    .select({
      id: chats.id,
      kind: chats.kind,
      member: chatMembers.role,
      role: workspaceMembers.role,
    })
    .from(chats)
    .innerJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.workspaceId, chats.workspaceId),
        eq(workspaceMembers.userId, userId),
        eq(workspaceMembers.status, 'active'),
      ),
    )
    .leftJoin(
      chatMembers,
      and(
        eq(chatMembers.chatId, chats.id),
        eq(chatMembers.userId, userId),
        isNull(chatMembers.leftAt),
      ),
    )
    .where(inArray(chats.id, [...chatIds]))
  return rows.filter((row) => row.member || (row.kind === 'public' && ranks(row, 'member')))
}

/** Whether a person may read a file at this moment: while a message carries it that she may read, before that while it is hers. */
export const mayReadFile = async (
  db: Db | Tx,
  userId: UserId,
  file: Pick<typeof files.$inferSelect, 'id' | 'workspaceId' | 'ownerId' | 'attachedAt'>,
): Promise<boolean> => {
  if (!file.attachedAt) {
    if (file.ownerId !== userId) return false
    const own = and(
      eq(workspaceMembers.workspaceId, file.workspaceId),
      eq(workspaceMembers.userId, userId),
      eq(workspaceMembers.status, 'active'),
    )
    return (
      (await db.select({ id: workspaceMembers.userId }).from(workspaceMembers).where(own)).length >
      0
    )
  }
  const carrying = await db
    .selectDistinct({ chatId: messageFiles.chatId })
    .from(messageFiles)
    .innerJoin(messages, eq(messages.id, messageFiles.messageId))
    .where(and(eq(messageFiles.fileId, file.id), isNull(messages.deletedAt)))
  const chatIds = carrying.map(({ chatId }) => chatId)
  return chatIds.length > 0 && (await readableAmong(db, userId, chatIds)).length > 0
}

/** Refuses a change to an archived chat. */
export const requireLive = (member: Member): void => {
  if (member.archived)
    fail('conflict', 'This chat is archived and can only be read. Restore it to write.', {
      field: 'chatId',
    })
}

/** Refuses for a direct chat what makes sense among many only. */
export const requireMany = (member: Member): void => {
  if (member.kind === 'direct')
    fail('conflict', 'A direct message has exactly two people. Make a channel instead.', {
      field: 'chatId',
    })
}

/** Whether a member may manage the chat: its owners and admins, and owners and admins of the workspace in channels they are in. */
export const manages = (member: Member): boolean =>
  member.role !== 'member' || ranks({ role: member.workspaceRole }, 'admin')
