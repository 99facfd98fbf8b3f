import { inArray } from 'drizzle-orm'
import type { ChatSummary } from '../../shared/chat.ts'
import type { MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import type { Db } from '../db/database.ts'
import { messages } from '../db/schema.ts'
import { findPeople } from '../identity/people.ts'
import { readMessages } from './read-messages.ts'
import { listWaiting } from './summaries.ts'

/** A chat in which something waits: its newest waiting message and who said it. Marked unread by hand, it may have none. */
export interface Waiting {
  chat: ChatSummary
  latest: Message | null
  sender: Person | null
}

/**
 * The chats in which something waits for a person, in one workspace or in all, newest first, `limits.inboxChats` at most. Each of her
 * chats costs a look at its clock and, where it has moved, at its end; each that is shown a bounded count. The length of history costs
 * nothing.
 */
export const readInbox = async (
  db: Db,
  userId: UserId,
  workspaceId?: WorkspaceId,
): Promise<Waiting[]> => {
  const waiting = await listWaiting(db, userId, workspaceId)
  const latest = await messagesOf(
    db,
    waiting.flatMap(({ latestId }) => latestId ?? []),
  )
  const people = await findPeople(
    db,
    [...latest.values()].map(({ senderId }) => senderId),
  )
  return waiting.map(({ latestId, chat }) => {
    const message = latest.get(latestId) ?? null
    return {
      chat,
      latest: message,
      sender: people.find(({ id }) => id === message?.senderId) ?? null,
    }
  })
}

const messagesOf = async (
  db: Db,
  ids: readonly MessageId[],
): Promise<Map<MessageId | null, Message>> => {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select()
    .from(messages)
    .where(inArray(messages.id, [...ids]))
  return new Map((await readMessages(db, rows)).map((message) => [message.id, message]))
}
