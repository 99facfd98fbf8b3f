import { and, desc, eq, isNull, ne } from 'drizzle-orm'
import type { UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Db } from '../db/database.ts'
import { chatMembers, workspaces } from '../db/schema.ts'
import type { Member } from './access.ts'

/** How far a member has read. */
export interface Receipt {
  userId: UserId
  readSeq: number
}

/** How far the others in a chat have read, those who are furthest first; null where the workspace does not show it. */
export const listReceipts = async (db: Db, member: Member): Promise<Receipt[] | null> => {
  const { chatId, userId, workspaceId } = member
  const [row] = await db
    .select({ on: workspaces.readReceipts })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  if (!row?.on) return null
  return db
    .select({ userId: chatMembers.userId, readSeq: chatMembers.readSeq })
    .from(chatMembers)
    .where(
      and(
        eq(chatMembers.chatId, chatId),
        isNull(chatMembers.leftAt),
        ne(chatMembers.userId, userId),
      ),
    )
    .orderBy(desc(chatMembers.readSeq))
    .limit(limits.receipts)
}
