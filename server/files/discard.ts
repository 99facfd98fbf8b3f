import { and, eq, isNull } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { FileId, UserId } from '../../shared/ids.ts'
import { files, uploads } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { dropUnneeded } from './blob.ts'

/** Gives up an upload, or takes back a file that no message carries yet. @throws Fault `not_found` when it is neither */
export const discard = async (deps: Deps, userId: UserId, id: FileId): Promise<void> => {
  const { db } = deps
  const [arriving] = await db
    .select()
    .from(uploads)
    .where(and(eq(uploads.id, id), eq(uploads.ownerId, userId)))
  if (arriving) return discardUpload(deps, arriving)
  const [file] = await db
    .delete(files)
    .where(and(eq(files.id, id), eq(files.ownerId, userId), isNull(files.attachedAt)))
    .returning()
  if (!file)
    return fail('not_found', 'There is no such upload of yours, or it was sent already.', {
      field: 'id',
    })
  await dropUnneeded(deps, file.hash)
}

/** Forgets an upload and what has arrived of it. */
export const discardUpload = async (
  deps: Pick<Deps, 'db' | 'blobs'>,
  { id }: Pick<typeof uploads.$inferSelect, 'id'>,
): Promise<void> => {
  const [row] = await deps.db.delete(uploads).where(eq(uploads.id, id)).returning()
  if (!row) return
  await deps.blobs.drop(row.parts)
  if (row.hash) await dropUnneeded(deps, row.hash)
}
