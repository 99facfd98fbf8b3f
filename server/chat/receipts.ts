import { and, desc, eq, isNull, ne } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
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

/** How far the others in a chat have read, those who are furthest first. @throws Fault `forbidden` unless the workspace shows it */
export const listReceipts = async (db: Db, member: Member): Promise<Receipt[]> => {
  const { chatId, userId, workspaceId } = member
  const [row] = await db
    .select({ on: workspaces.readReceipts })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  if (!row?.on)
    fail('forbidden', 'This workspace does not show who has read what. An admin can turn it on.')
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
