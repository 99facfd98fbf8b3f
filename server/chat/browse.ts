import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Chat } from '../../shared/chat.ts'
import type { Db } from '../db/database.ts'
import { chatMembers, chats } from '../db/schema.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { requireRole } from '../workspace/access.ts'
import { toChat } from './views.ts'

/** The public channels of a workspace, joined or not. Guests see only their own chats, so not these. */
export const browseChannels = async (
  db: Db,
  member: WorkspaceMember,
): Promise<(Chat & { members: number; joined: boolean })[]> => {
  requireRole(member, 'member')
  const rows = await db
    .select({
      chat: chats,
      members: sql<number>`count(${chatMembers.userId})::int`,
      joined: sql<boolean>`coalesce(bool_or(${chatMembers.userId} = ${member.userId}), false)`,
    })
    .from(chats)
    .leftJoin(chatMembers, and(eq(chatMembers.chatId, chats.id), isNull(chatMembers.leftAt)))
    .where(
      and(
        eq(chats.workspaceId, member.workspaceId),
        eq(chats.kind, 'public'),
        isNull(chats.archivedAt),
      ),
    )
    .groupBy(chats.id)
    .orderBy(asc(chats.name))
  return rows.map(({ chat, ...more }) => ({ ...toChat(chat), ...more }))
}
