import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { Fault } from '../../shared/errors.ts'
import { files, uploads } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { Blobs } from '../ports.ts'
import { blobKey, lockBlob, thumbKey } from './blob.ts'
import { discardUpload } from './discard.ts'
import { headBytes, sniff } from './sniff.ts'
import { pictureOf } from './picture.ts'
import type { FileRow } from './view.ts'

type UploadRow = typeof uploads.$inferSelect
type Facts = Pick<FileRow, 'type' | 'kind' | 'width' | 'height' | 'blur'>

/**
 * Makes a file of an upload that has arrived whole: finds out by its content what it is, keeps it under its hash, makes a small
 * picture if it is one. May be repeated, and by two at once.
 * @throws Fault `too_large` for a picture with too many pixels; the upload is given up then
 */
export const finishUpload = async (deps: Deps, upload: UploadRow): Promise<FileRow> => {
  const { db, blobs } = deps
  const { hash, head } = await readParts(blobs, upload)
  const twin = await db.transaction(async (tx) => {
    await lockBlob(tx, hash)
    await tx.update(uploads).set({ hash }).where(eq(uploads.id, upload.id))
    const [same] = await tx.select().from(files).where(eq(files.hash, hash)).limit(1)
    return same
  })
  if (!twin) await blobs.put(blobKey(hash), joined(blobs, upload), upload.size)
  const facts =
    twin ??
    (await examine(blobs, hash, head, upload.size).catch(async (error: unknown) => {
      if (error instanceof Fault && error.code === 'too_large') await discardUpload(deps, upload)
      throw error
    }))
  const file = await db.transaction(async (tx) => {
    const { id, workspaceId, ownerId, name, size } = upload
    const { type, kind, width, height, blur } = facts
    await tx
      .insert(files)
      .values({ id, workspaceId, ownerId, name, size, hash, type, kind, width, height, blur })
      .onConflictDoNothing()
    await tx.delete(uploads).where(eq(uploads.id, id))
    const [row] = await tx.select().from(files).where(eq(files.id, id))
    return row
  })
  await blobs.drop(upload.parts)
  if (!file) throw new Error('an upload became no file')
  return file
}

const readParts = async (blobs: Blobs, upload: UploadRow) => {
  const hash = createHash('sha256')
  const head: Uint8Array[] = []
  let kept = 0
  for await (const chunk of joined(blobs, upload)) {
    hash.update(chunk)
    if (kept < headBytes) head.push(chunk.subarray(0, headBytes - kept))
    kept += chunk.length
  }
  return { hash: hash.digest('hex'), head: Buffer.concat(head) }
}

async function* joined(blobs: Blobs, { parts }: UploadRow): AsyncGenerator<Uint8Array> {
  for (const key of parts) {
    const part = await blobs.get(key)
    // Another request finished the upload and took its parts away.
    if (!part) throw new Fault('conflict', 'This upload was finished already. Begin it again.')
    yield* part as AsyncIterable<Uint8Array> & Readable
  }
}

const examine = async (
  blobs: Blobs,
  hash: string,
  head: Uint8Array,
  size: number,
): Promise<Facts> => {
  const found = await sniff(head)
  const none = { width: null, height: null, blur: null }
  if (found.kind !== 'image') return { ...found, ...none }
  const bytes = await blobs.get(blobKey(hash))
  const picture = bytes && (await pictureOf(bytes, size))
  // What only begins like a picture is nothing that can be shown.
  if (!picture) return { type: 'application/octet-stream', kind: 'other', ...none }
  const { thumb, width, height, blur } = picture
  await blobs.put(thumbKey(hash), once(thumb), thumb.length)
  return { ...found, width, height, blur }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
