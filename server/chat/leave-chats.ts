import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm'
import type { UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Tx } from '../db/database.ts'
import { chatMembers, chats, scheduled } from '../db/schema.ts'
import { succeed } from './chat-roles.ts'
import { leaveChat } from './membership.ts'
import { tell } from './notices.ts'

/**
 * Leaves the channels and groups of a workspace, whose owner is succeeded; what was to be sent there later is not. Direct chats stay, for
 * when the person comes back.
 */
export const leaveChats = async (
  tx: Tx,
  workspaceId: WorkspaceId,
  userId: UserId,
  at: Date,
): Promise<void> => {
  const mine = await tx
    .select({ id: chats.id })
    .from(chatMembers)
    .innerJoin(chats, eq(chats.id, chatMembers.chatId))
    .where(
      and(
        eq(chats.workspaceId, workspaceId),
        ne(chats.kind, 'direct'),
        eq(chatMembers.userId, userId),
        isNull(chatMembers.leftAt),
      ),
    )
    // The order in which everybody locks several chats.
    .orderBy(asc(chats.id))
  for (const { id } of mine) {
    await leaveChat(tx, id, userId, userId)
    await tell(tx, id, { by: userId, at, notice: { kind: 'left' } })
    await succeed(tx, id, userId, at)
  }
  const here = tx.select({ id: chats.id }).from(chats).where(eq(chats.workspaceId, workspaceId))
  await tx
    .delete(scheduled)
    .where(and(eq(scheduled.userId, userId), inArray(scheduled.chatId, here)))
}
