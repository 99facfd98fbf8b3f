import { and, asc, eq, isNull } from 'drizzle-orm'
import type { ChatMember } from '../../shared/chat.ts'
import type { ChatId } from '../../shared/ids.ts'
import type { Person } from '../../shared/people.ts'
import type { Db, Tx } from '../db/database.ts'
import { chatMembers, users } from '../db/schema.ts'
import { personColumns, toPerson } from '../identity/people.ts'
import type { Reader } from './access.ts'

/** The members of a chat by name. */
export const listMembers = async (db: Db | Tx, reader: Reader): Promise<ChatMember[]> =>
  membersOf(db, reader.chatId)

/** The people that a message in this chat can mention. */
export const membersNamed = async (db: Db | Tx, chatId: ChatId): Promise<Person[]> =>
  membersOf(db, chatId)

const membersOf = async (db: Db | Tx, chatId: ChatId): Promise<ChatMember[]> => {
  const rows = await db
    .select({ ...personColumns, role: chatMembers.role, joinedAt: chatMembers.joinedAt })
    .from(chatMembers)
    .innerJoin(users, eq(users.id, chatMembers.userId))
    .where(and(eq(chatMembers.chatId, chatId), isNull(chatMembers.leftAt)))
    .orderBy(asc(users.isBot), asc(users.name), asc(users.id))
  return rows.map((row) => ({
    ...toPerson(row),
    role: row.role,
    joinedAt: row.joinedAt.toISOString(),
  }))
}
