import { randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { Upload } from '../../shared/file.ts'
import type { FileId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { files, uploads } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { workspaceMemberOf } from '../workspace/access.ts'
import { finishUpload } from './finish.ts'
import { toFile } from './view.ts'

/**
 * Takes the next part of an upload. A part counts when it has arrived whole; the last one makes the file. Whatever can be refused is
 * refused before the body is read.
 * @param length of the body, which is not read when it is empty
 * @throws Fault `conflict` for a part that is not the next one, `too_large` for one that is longer than what is missing
 */
export const receivePart = async (
  deps: Deps,
  userId: UserId,
  id: FileId,
  part: { offset: number; length: number; body: AsyncIterable<Uint8Array> },
): Promise<Upload> => {
  const { db, blobs, now } = deps
  const { offset, length } = part
  const [row] = await db
    .select()
    .from(uploads)
    .where(and(eq(uploads.id, id), eq(uploads.ownerId, userId)))
  if (!row) return finished(deps, userId, id)
  await workspaceMemberOf(db, userId, row.workspaceId)
  if (length > limits.chunkBytes)
    fail('too_large', `Send at most ${limits.chunkBytes} bytes of a file at once.`, {
      field: 'body',
    })
  if (offset !== row.received) notNext(row.received)
  if (length > row.size - offset)
    fail('too_large', `The file was said to have ${row.size} bytes. This part goes beyond.`, {
      field: 'body',
    })
  let upload = row
  if (length > 0) {
    // Two requests may bring the same part: each has a key of its own, and one of them counts.
    const key = `parts/${id}/${offset}-${randomUUID()}`
    await blobs.put(key, part.body, length)
    const [counted] = await db
      .update(uploads)
      .set({
        received: offset + length,
        parts: sql`array_append(${uploads.parts}, ${key})`,
        changedAt: now(),
      })
      .where(and(eq(uploads.id, id), eq(uploads.received, offset)))
      .returning()
    if (!counted) {
      await blobs.drop([key])
      return notNext()
    }
    upload = counted
  }
  if (upload.received < upload.size) return { id, offset: upload.received, file: null }
  return { id, offset: upload.size, file: toFile(await finishUpload(deps, upload)) }
}

const finished = async ({ db }: Deps, ownerId: UserId, id: FileId): Promise<Upload> => {
  const [file] = await db
    .select()
    .from(files)
    .where(and(eq(files.id, id), eq(files.ownerId, ownerId)))
  return file
    ? { id, offset: file.size, file: toFile(file) }
    : fail('not_found', 'There is no such upload, or it was given up. Begin it again.', {
        field: 'id',
      })
}

const notNext = (received?: number) =>
  fail(
    'conflict',
    `This is not the next part. ${received === undefined ? 'Ask how far it has come.' : `Go on at byte ${received}.`}`,
    { field: 'offset' },
  )
