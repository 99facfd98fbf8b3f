import { asc, eq, inArray } from 'drizzle-orm'
import type { File } from '../../shared/file.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { Db, Tx } from '../db/database.ts'
import { files, messageFiles } from '../db/schema.ts'

export type FileRow = typeof files.$inferSelect

/** A row as it is said on the wire. */
export const toFile = ({
  id,
  name,
  type,
  kind,
  size,
  width,
  height,
  blur,
  alt,
}: FileRow): File => ({
  id,
  name,
  type,
  kind,
  size,
  ...(width === null || height === null ? {} : { width, height }),
  ...(blur === null ? {} : { blur }),
  ...(alt === '' ? {} : { alt }),
})

/** The files that messages carry, in the order in which they were attached. */
export const filesOf = async (
  db: Db | Tx,
  ids: readonly MessageId[],
): Promise<Map<MessageId, File[]>> => {
  const found = new Map<MessageId, File[]>()
  if (ids.length === 0) return found
  const rows = await db
    .select({ messageId: messageFiles.messageId, file: files })
    .from(messageFiles)
    .innerJoin(files, eq(files.id, messageFiles.fileId))
    .where(inArray(messageFiles.messageId, [...ids]))
    .orderBy(asc(messageFiles.place))
  for (const { messageId, file } of rows)
    found.set(messageId, [...(found.get(messageId) ?? []), toFile(file)])
  return found
}
