import { and, eq, isNull } from 'drizzle-orm'
import type { ChatId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { readableChats } from '../chat/access.ts'
import type { Db } from '../db/database.ts'
import { chatMembers, chats, workspaceMembers } from '../db/schema.ts'
import { workspaceMemberOf } from '../workspace/access.ts'

/** Who reads an answer: one person alone, or everybody in a chat. */
export type Audience =
  { workspaceId: WorkspaceId; askerId: UserId } | { workspaceId: WorkspaceId; chatId: ChatId }

/**
 * The chats whose messages an answer may use: those that every reader of the answer may read, at this moment. For one person that is
 * what she may read; in a chat it is the chat itself and the public channels, but with a guest among its members the chat alone.
 * @throws Fault `not_found` when the person has left the workspace
 */
export const chatsFor = async (db: Db, audience: Audience): Promise<ChatId[]> => {
  if ('askerId' in audience)
    return readableChats(db, await workspaceMemberOf(db, audience.askerId, audience.workspaceId))
  const { chatId, workspaceId } = audience
  if (await hasGuests(db, chatId)) return [chatId]
  const open = await db
    .select({ id: chats.id })
    .from(chats)
    .where(and(eq(chats.workspaceId, workspaceId), eq(chats.kind, 'public')))
  return [...new Set([chatId, ...open.map(({ id }) => id)])]
}

const hasGuests = async (db: Db, chatId: ChatId): Promise<boolean> => {
  const [guest] = await db
    .select({ id: chatMembers.userId })
    .from(chatMembers)
    .innerJoin(chats, eq(chats.id, chatMembers.chatId))
    .innerJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.workspaceId, chats.workspaceId),
        eq(workspaceMembers.userId, chatMembers.userId),
        eq(workspaceMembers.role, 'guest'),
      ),
    )
    .where(and(eq(chatMembers.chatId, chatId), isNull(chatMembers.leftAt)))
    .limit(1)
  return guest !== undefined
}
