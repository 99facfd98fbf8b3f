import { and, eq, isNull } from 'drizzle-orm'
import type { UserId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { chatMembers, chats, workspaceMembers } from '../db/schema.ts'
import type { Memberships } from './hub.ts'

/** What a person is in: the workspaces where she is active, and her chats there. One query. */
export const readMemberships = async (db: Db, userId: UserId): Promise<Memberships> => {
  const mine = db
    .select({
      workspaceId: chats.workspaceId,
      chatId: chatMembers.chatId,
      joinedSeq: chatMembers.joinedSeq,
    })
    .from(chatMembers)
    .innerJoin(chats, eq(chats.id, chatMembers.chatId))
    .where(and(eq(chatMembers.userId, userId), isNull(chatMembers.leftAt)))
    .as('mine')
  const rows = await db
    .select({
      workspaceId: workspaceMembers.workspaceId,
      role: workspaceMembers.role,
      chatId: mine.chatId,
      joinedSeq: mine.joinedSeq,
    })
    .from(workspaceMembers)
    .leftJoin(mine, eq(mine.workspaceId, workspaceMembers.workspaceId))
    .where(and(eq(workspaceMembers.userId, userId), eq(workspaceMembers.status, 'active')))
  return {
    chats: rows.flatMap(({ chatId, joinedSeq }) =>
      chatId === null || joinedSeq === null ? [] : [{ id: chatId, from: joinedSeq }],
    ),
    places: [
      ...new Map(
        rows.map(({ workspaceId, role }) => [
          workspaceId,
          { workspaceId, guest: role === 'guest' },
        ]),
      ).values(),
    ],
  }
}
