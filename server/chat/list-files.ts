import { and, asc, desc, eq, inArray, lt } from 'drizzle-orm'
import type { File, FileKind } from '../../shared/file.ts'
import type { MessageId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Person } from '../../shared/people.ts'
import type { Db } from '../db/database.ts'
import { files, messageFiles, messages } from '../db/schema.ts'
import { toFile } from '../files/view.ts'
import { findPeople } from '../identity/people.ts'
import type { Reader } from './access.ts'

/** A file in a chat, and the message that brought it. */
export interface ChatFile {
  file: File
  messageId: MessageId
  seq: number
  threadId: MessageId | null
  senderId: UserId
  createdAt: string
}

/** The files of a chat, newest first, of some kinds if asked. A page ends with all files of a message: go on before the last `seq`. */
export const listFiles = async (
  db: Db,
  { chatId }: Reader,
  {
    before,
    kinds,
    limit,
  }: { before?: number | undefined; kinds?: FileKind[] | undefined; limit: number },
): Promise<{ files: ChatFile[]; people: Person[]; hasBefore: boolean }> => {
  const rows = await db
    .select({ file: files, message: messages })
    .from(messageFiles)
    .innerJoin(files, eq(files.id, messageFiles.fileId))
    .innerJoin(messages, eq(messages.id, messageFiles.messageId))
    .where(
      and(
        eq(messageFiles.chatId, chatId),
        before === undefined ? undefined : lt(messageFiles.seq, before),
        kinds ? inArray(files.kind, kinds) : undefined,
      ),
    )
    .orderBy(desc(messageFiles.seq), asc(messageFiles.place))
    .limit(limit + limits.filesPerMessage)
  const last = rows[limit - 1]?.message.seq
  const shown = rows.filter(({ message }) => last === undefined || message.seq >= last)
  const senders = [...new Set(shown.map(({ message }) => message.senderId))]
  return {
    files: shown.map(({ file, message }) => ({
      file: toFile(file),
      messageId: message.id,
      seq: message.seq,
      threadId: message.threadId,
      senderId: message.senderId,
      createdAt: message.createdAt.toISOString(),
    })),
    people: await findPeople(db, senders),
    hasBefore: shown.length < rows.length,
  }
}
