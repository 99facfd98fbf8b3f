import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { ChatKind } from '../../shared/chat.ts'
import { fail } from '../../shared/errors.ts'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import { readableChats } from '../chat/access.ts'
import type { Db } from '../db/database.ts'
import { chats, mentions, messages, users } from '../db/schema.ts'
import { readQuery } from '../db/terms.ts'
import type { Deps } from '../deps.ts'
import { toPerson } from '../identity/people.ts'
import type { SearchQuery } from '../ports.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import type { Piece } from './snippet.ts'
import { snippetOf } from './snippet.ts'

/** A message without what changes around it: a hit is opened to see that. */
export type FoundMessage = Pick<
  Message,
  | 'id'
  | 'chatId'
  | 'seq'
  | 'senderId'
  | 'body'
  | 'mentions'
  | 'threadId'
  | 'createdAt'
  | 'editedAt'
  | 'deletedAt'
>

export interface Hit {
  message: FoundMessage
  sender: Person
  /** `name` is empty for a direct chat: each shows the other's name. */
  chat: { id: ChatId; name: string; kind: ChatKind }
  snippet: Piece[]
}

/**
 * Finds messages that a member may read, best first. The index only suggests: text, deletion and permission are those of the
 * database at this moment.
 * @returns `degraded` when the search server was away and the database searched in its place
 * @throws Fault `not_found` for a chat that the member may not read
 */
export const findMessages = async (
  { db, search, databaseSearch, log }: Pick<Deps, 'db' | 'search' | 'databaseSearch' | 'log'>,
  member: WorkspaceMember,
  { text, limit, chatId }: { text: string; limit: number; chatId?: ChatId | undefined },
): Promise<{ hits: Hit[]; degraded: boolean }> => {
  const readable = await readableChats(db, member)
  if (chatId && !readable.includes(chatId))
    fail('not_found', 'There is no such chat, or you are not in it.', { field: 'chatId' })
  const { workspaceId } = member
  const query: SearchQuery = { workspaceId, text, chatIds: chatId ? [chatId] : readable, limit }
  let degraded = false
  const ids = await search.query(query).catch((error: unknown) => {
    if (search === databaseSearch) throw error
    log.warn({ err: error }, 'the search server failed, the database searches')
    degraded = true
    return databaseSearch.query(query)
  })
  const hits = await readAgain(db, member, ids)
  const wanted = readQuery(text)
  return {
    hits: ids.flatMap((id) => {
      const hit = hits.get(id)
      return hit ? { ...hit, snippet: snippetOf(hit.message.body, wanted) } : []
    }),
    degraded,
  }
}

const readAgain = async (db: Db, member: WorkspaceMember, ids: MessageId[]) => {
  if (ids.length === 0) return new Map<MessageId, Omit<Hit, 'snippet'>>()
  // Asked anew: the search may have taken seconds, and a removal counts at once.
  const readable = await readableChats(db, member)
  const rows = await db
    .select({ message: messages, sender: users, chat: chats })
    .from(messages)
    .innerJoin(chats, eq(chats.id, messages.chatId))
    .innerJoin(users, eq(users.id, messages.senderId))
    .where(
      and(
        inArray(messages.id, ids),
        inArray(messages.chatId, readable),
        isNull(messages.deletedAt),
      ),
    )
  const mentioned = await db.select().from(mentions).where(inArray(mentions.messageId, ids))
  return new Map(
    rows.map(({ message, sender, chat }) => [
      message.id,
      {
        message: {
          id: message.id,
          chatId: message.chatId,
          seq: message.seq,
          senderId: message.senderId,
          body: message.body,
          mentions: mentioned
            .filter(({ messageId }) => messageId === message.id)
            .map(({ userId }) => userId),
          threadId: message.threadId,
          createdAt: message.createdAt.toISOString(),
          editedAt: message.editedAt?.toISOString() ?? null,
          deletedAt: null,
          notice: null,
        },
        sender: toPerson(sender),
        chat: { id: chat.id, name: chat.name, kind: chat.kind },
      },
    ]),
  )
}
