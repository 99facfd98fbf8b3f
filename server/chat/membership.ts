import { and, eq, isNull } from 'drizzle-orm'
import type { Chat, ChatKind, ChatRole } from '../../shared/chat.ts'
import { fail } from '../../shared/errors.ts'
import type { ChatId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Tx } from '../db/database.ts'
import { chatMembers, chats, users, workspaceMembers } from '../db/schema.ts'
import { personColumns, toPerson } from '../identity/people.ts'
import { record } from '../outbox/record.ts'
import { draw } from './clock.ts'
import { toChat } from './views.ts'

interface NewChat {
  workspaceId: WorkspaceId
  kind: ChatKind
  name: string
  topic: string
  pair?: string
  createdBy: UserId
}

/** Creates a chat with its maker as owner. @throws Fault `conflict` when a public channel has the name */
export const createChannel = async (tx: Tx, chat: NewChat): Promise<Chat> => {
  const [row] = await tx
    .insert(chats)
    .values({ ...chat, id: newId<ChatId>(), lastSeq: 1 })
    .onConflictDoNothing()
    .returning()
  if (!row)
    return fail('conflict', `A channel named "${chat.name}" exists. Choose another name.`, {
      field: 'name',
    })
  await record(tx, {
    type: 'chat.created',
    workspaceId: row.workspaceId,
    chatId: row.id,
    seq: 1,
    chat: toChat(row),
  })
  await joinChat(tx, row.id, chat.createdBy, { by: chat.createdBy, role: 'owner' })
  return { ...toChat(row), lastSeq: 2 }
}

/**
 * Makes someone a member, at the next seq. Whoever is one already stays as he is. A new member has read everything so far.
 * The person must be an active member of the workspace.
 * @returns whether the person is new in it
 * @throws Fault `not_found` otherwise
 */
export const joinChat = async (
  tx: Tx,
  chatId: ChatId,
  userId: UserId,
  { by, role = 'member' }: { by: UserId; role?: ChatRole },
): Promise<boolean> => {
  const chat = await draw(tx, chatId, 0)
  const [present] = await tx
    .select({ userId: chatMembers.userId })
    .from(chatMembers)
    .where(activeMembership(chatId, userId))
  if (present) return false
  const [user] = await tx
    .select(personColumns)
    .from(workspaceMembers)
    .innerJoin(users, eq(users.id, workspaceMembers.userId))
    .where(
      and(
        eq(workspaceMembers.workspaceId, chat.workspaceId),
        eq(workspaceMembers.userId, userId),
        eq(workspaceMembers.status, 'active'),
      ),
    )
  if (!user) return fail('not_found', 'This person is not in the workspace.', { field: 'userIds' })
  const { lastSeq: seq } = await draw(tx, chatId)
  const membership = {
    role,
    joinedAt: new Date(),
    joinedSeq: seq,
    readSeq: seq,
    manualUnread: false,
  }
  await tx
    .insert(chatMembers)
    .values({ chatId, userId, ...membership })
    .onConflictDoUpdate({
      target: [chatMembers.chatId, chatMembers.userId],
      set: { ...membership, leftAt: null, leftSeq: null },
    })
  await record(tx, {
    type: 'member.joined',
    workspaceId: chat.workspaceId,
    chatId,
    seq,
    person: toPerson(user),
    role,
    by,
  })
  return true
}

/** Ends a membership at the next seq: nothing above it reaches the person. Someone who is no member is left alone. */
export const leaveChat = async (
  tx: Tx,
  chatId: ChatId,
  userId: UserId,
  by: UserId,
): Promise<void> => {
  const { workspaceId, lastSeq } = await draw(tx, chatId)
  const ended = await tx
    .update(chatMembers)
    .set({ leftAt: new Date(), leftSeq: lastSeq })
    .where(activeMembership(chatId, userId))
    .returning({ userId: chatMembers.userId })
  const where = { workspaceId, chatId, seq: lastSeq }
  // Failing takes the drawn number back with the transaction: no gap.
  if (ended.length === 0)
    return fail('not_found', 'This person is not in the chat.', { field: 'userId' })
  await record(
    tx,
    by === userId
      ? { type: 'member.left', ...where, userId }
      : { type: 'member.removed', ...where, userId, by },
  )
}

const activeMembership = (chatId: ChatId, userId: UserId) =>
  and(eq(chatMembers.chatId, chatId), eq(chatMembers.userId, userId), isNull(chatMembers.leftAt))
