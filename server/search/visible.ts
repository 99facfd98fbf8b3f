import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { ChatKind } from '../../shared/chat.ts'
import type { ChatId, UserId } from '../../shared/ids.ts'
import type { Person } from '../../shared/people.ts'
import { readableChats } from '../chat/access.ts'
import type { Db } from '../db/database.ts'
import { chatMembers, chats, users, workspaceMembers } from '../db/schema.ts'
import { personColumns, toPerson } from '../identity/people.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { ranks } from '../workspace/access.ts'

/** A chat that may be searched. `others` holds the other people of a direct or group chat. */
export interface Place {
  id: ChatId
  kind: ChatKind
  name: string
  others: Person[]
}

/**
 * The people whom a member can know of: those of the workspace, for guests those who share a chat with them.
 * @param active without those who are suspended: what they said is found, they themselves are not
 */
export const visiblePeople = async (
  db: Db,
  member: WorkspaceMember,
  { active = false } = {},
): Promise<Person[]> => {
  const inWorkspace = and(
    eq(workspaceMembers.workspaceId, member.workspaceId),
    eq(workspaceMembers.userId, users.id),
    active ? eq(workspaceMembers.status, 'active') : undefined,
  )
  const people = db.select(personColumns).from(users).innerJoin(workspaceMembers, inWorkspace)
  if (ranks(member, 'member')) return (await people).map(toPerson)
  const readable = await readableChats(db, member)
  const sharing = db
    .select({ id: chatMembers.userId })
    .from(chatMembers)
    .where(and(inArray(chatMembers.chatId, readable), isNull(chatMembers.leftAt)))
  return (await people.where(inArray(users.id, sharing))).map(toPerson)
}

/** The chats of these ids with what they are called by. */
export const findPlaces = async (
  db: Db,
  userId: UserId,
  ids: readonly ChatId[],
): Promise<Place[]> => {
  if (ids.length === 0) return []
  const rows = await db
    .select({ id: chats.id, kind: chats.kind, name: chats.name })
    .from(chats)
    .where(inArray(chats.id, [...ids]))
  const unnamed = rows.filter(({ kind }) => kind === 'direct' || kind === 'group')
  const others = new Map<ChatId, Person[]>()
  if (unnamed.length > 0) {
    const members = await db
      .select({ chatId: chatMembers.chatId, ...personColumns })
      .from(chatMembers)
      .innerJoin(users, eq(users.id, chatMembers.userId))
      .where(
        and(
          inArray(
            chatMembers.chatId,
            unnamed.map(({ id }) => id),
          ),
          isNull(chatMembers.leftAt),
        ),
      )
    for (const { chatId, ...person } of members)
      if (person.id !== userId)
        others.set(chatId, [...(others.get(chatId) ?? []), toPerson(person)])
  }
  return rows.map((row) => ({ ...row, others: others.get(row.id) ?? [] }))
}
