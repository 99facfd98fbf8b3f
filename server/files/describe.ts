import { and, eq, isNull } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { File } from '../../shared/file.ts'
import type { FileId, UserId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { files } from '../db/schema.ts'
import { toFile } from './view.ts'

/** Says what a picture of one's own shows, before it is sent. @throws Fault `not_found` */
export const describe = async (
  db: Db,
  userId: UserId,
  { id, alt }: { id: FileId; alt: string },
): Promise<File> => {
  const [row] = await db
    .update(files)
    .set({ alt })
    .where(and(eq(files.id, id), eq(files.ownerId, userId), isNull(files.attachedAt)))
    .returning()
  return row
    ? toFile(row)
    : fail('not_found', 'There is no such file of yours that was not sent yet.', { field: 'id' })
}
