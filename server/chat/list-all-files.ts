import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { FileKind } from '../../shared/file.ts'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Person } from '../../shared/people.ts'
import type { Db } from '../db/database.ts'
import { chats, files, messageFiles, messages } from '../db/schema.ts'
import { toFile } from '../files/view.ts'
import { findPeople } from '../identity/people.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { mayRead } from './access.ts'
import type { ChatName } from './chat-name.ts'
import { chatName } from './chat-name.ts'
import type { ChatFile } from './list-files.ts'

export interface AllFilesPage {
  files: (ChatFile & { chat: ChatName })[]
  people: Person[]
  /** Where the next page begins: to be given as `before`. */
  next: MessageId | null
}

/**
 * The files of all chats that a member may read, newest message first, of a chat, a person or some kinds if asked. A page ends with all
 * files of a message.
 */
export const listAllFiles = async (
  db: Db,
  { userId, workspaceId }: WorkspaceMember,
  asked: {
    chatId?: ChatId | undefined
    from?: UserId | undefined
    kinds?: FileKind[] | undefined
    before?: MessageId | undefined
    limit: number
  },
): Promise<AllFilesPage> => {
  const { chatId, from, kinds, before, limit } = asked
  const rows = await db
    .select({ file: files, message: messages, chat: chatName })
    .from(messageFiles)
    .innerJoin(files, eq(files.id, messageFiles.fileId))
    .innerJoin(messages, eq(messages.id, messageFiles.messageId))
    .innerJoin(chats, eq(chats.id, messageFiles.chatId))
    .where(
      and(
        eq(chats.workspaceId, workspaceId),
        mayRead(userId),
        chatId && eq(messageFiles.chatId, chatId),
        from && eq(messages.senderId, from),
        kinds && inArray(files.kind, kinds),
        before &&
          sql`(${messages.createdAt}, ${messages.id}) < (select created_at, id from messages where id = ${before})`,
      ),
    )
    .orderBy(desc(messages.createdAt), desc(messages.id), asc(messageFiles.place))
    .limit(limit + limits.filesPerMessage)
  const last = rows[limit - 1]?.message.id
  const end = rows.findLastIndex(({ message }) => message.id === last)
  const shown = last === undefined ? rows : rows.slice(0, end + 1)
  return {
    files: shown.map(({ file, message, chat }) => ({
      file: toFile(file),
      messageId: message.id,
      seq: message.seq,
      threadId: message.threadId,
      senderId: message.senderId,
      createdAt: message.createdAt.toISOString(),
      chat,
    })),
    people: await findPeople(db, [...new Set(shown.map(({ message }) => message.senderId))]),
    next: shown.length < rows.length ? (last ?? null) : null,
  }
}
