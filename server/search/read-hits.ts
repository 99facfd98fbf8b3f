import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { FileId, MessageId, UserId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import { toPlainText } from '../../shared/plain-text.ts'
import { readableChats } from '../chat/access.ts'
import type { Db } from '../db/database.ts'
import { files, mentions, messageFiles, messages, users } from '../db/schema.ts'
import type { Wanted } from '../db/terms.ts'
import { toPerson } from '../identity/people.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import type { Line } from './context.ts'
import { linesAround } from './context.ts'
import type { Piece } from './snippet.ts'
import { snippetOf } from './snippet.ts'
import type { Place } from './visible.ts'
import { findPlaces } from './visible.ts'

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
  chat: Place
  snippet: Piece[]
  /** Its files, and the passage of each that fits. */
  files: { id: FileId; name: Piece[]; passage: Piece[] }[]
  /** The messages before and after it, in the chat or in its thread. */
  before: Line | null
  after: Line | null
}

/** The hits of a page, in the order of the ids, as the record is now and as far as the member may read them now. */
export const readHits = async (
  db: Db,
  member: WorkspaceMember,
  ids: readonly MessageId[],
  wanted: Wanted,
): Promise<Hit[]> => {
  if (ids.length === 0) return []
  const readable = await readableChats(db, member)
  const rows = await db
    .select({ message: messages, sender: users })
    .from(messages)
    .innerJoin(users, eq(users.id, messages.senderId))
    .where(
      and(
        inArray(messages.id, [...ids]),
        inArray(messages.chatId, readable),
        isNull(messages.deletedAt),
      ),
    )
  const shown = rows.map(({ message }) => message.id)
  const mentioned = await mentionsIn(db, shown)
  const around = await linesAround(db, shown)
  const carried = await filesOf(db, shown)
  const places = await findPlaces(db, member.userId, [
    ...new Set(rows.map(({ message }) => message.chatId)),
  ])
  const hits = new Map(
    rows.flatMap(({ message, sender }) => {
      const chat = places.find(({ id }) => id === message.chatId)
      if (!chat) return []
      const { id, chatId, seq, senderId, body, threadId } = message
      const hit: Hit = {
        message: {
          ...{ id, chatId, seq, senderId, body, threadId },
          mentions: mentioned.flatMap((one) => (one.messageId === id ? [one.userId] : [])),
          createdAt: message.createdAt.toISOString(),
          editedAt: message.editedAt?.toISOString() ?? null,
          deletedAt: null,
        },
        sender: toPerson(sender),
        chat,
        snippet: passageOf(body, wanted),
        files: carried
          .filter(({ messageId }) => messageId === id)
          .map((file) => {
            const passage = snippetOf(file.text, wanted)
            const fits = passage.some(({ marked }) => marked)
            return {
              ...{ id: file.id, name: snippetOf(file.name, wanted) },
              passage: fits ? passage : [],
            }
          }),
        before: around.get(id)?.before ?? null,
        after: around.get(id)?.after ?? null,
      }
      return [[id, hit] as const]
    }),
  )
  return ids.flatMap((id) => hits.get(id) ?? [])
}

/** As people read the message; as it is written where only what they do not see was found, such as the address of a link. */
const passageOf = (body: string, wanted: Wanted): Piece[] => {
  const read = snippetOf(toPlainText(body), wanted)
  if (read.some(({ marked }) => marked)) return read
  const written = snippetOf(body, wanted)
  return written.some(({ marked }) => marked) ? written : read
}

const mentionsIn = (
  db: Db,
  ids: readonly MessageId[],
): Promise<{ messageId: MessageId; userId: UserId }[]> =>
  db
    .select({ messageId: mentions.messageId, userId: mentions.userId })
    .from(mentions)
    .where(inArray(mentions.messageId, [...ids]))

const filesOf = (db: Db, ids: readonly MessageId[]) =>
  db
    .select({
      messageId: messageFiles.messageId,
      id: files.id,
      name: files.name,
      text: sql<string>`coalesce(${files.text}, '')`,
    })
    .from(messageFiles)
    .innerJoin(files, eq(files.id, messageFiles.fileId))
    .where(inArray(messageFiles.messageId, [...ids]))
    .orderBy(asc(messageFiles.place))
