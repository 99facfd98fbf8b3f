import { buffer } from 'node:stream/consumers'
import { and, eq, isNull } from 'drizzle-orm'
import { limits } from '../../shared/limits.ts'
import { files } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import { blobKey } from './blob.ts'
import { readPdf } from './pdf.ts'
import type { FileRow } from './view.ts'

/** Larger documents are not read: they are held in memory for it. */
const mostPdfBytes = 32 * 1024 * 1024

/**
 * The beginning of what a file says, at most `limits.fileText`, empty for what is no text. Read once, then kept: whoever asks first
 * makes it, and twice does no harm.
 */
export const textOf = async (deps: Deps, file: FileRow): Promise<string> => {
  if (file.text !== null) return file.text
  const text = cleaned(await extract(deps, file))
  const fresh = await deps.db.transaction(async (tx) => {
    const rows = await tx
      .update(files)
      .set({ text })
      .where(and(eq(files.id, file.id), isNull(files.text)))
      .returning({ ownerId: files.ownerId })
    await record(
      tx,
      ...rows.map(({ ownerId }) => ({
        type: 'file.text-read' as const,
        userId: ownerId,
        fileId: file.id,
      })),
    )
    return rows.length > 0
  })
  if (fresh) deps.wake()
  return text
}

const extract = async ({ blobs, log }: Deps, { hash, kind, size }: FileRow): Promise<string> => {
  if (size === 0 || (kind !== 'text' && kind !== 'pdf')) return ''
  if (kind === 'text') {
    const end = Math.min(size, limits.fileText * 4) - 1
    const bytes = await blobs.get(blobKey(hash), { start: 0, end })
    return bytes ? new TextDecoder().decode(await buffer(bytes), { stream: true }) : ''
  }
  if (size > mostPdfBytes) return ''
  const bytes = await blobs.get(blobKey(hash))
  if (!bytes) return ''
  return readPdf(await buffer(bytes), limits.fileText).catch((error: unknown) => {
    log.info({ err: error, hash }, 'the text of a PDF could not be read')
    return ''
  })
}

/** What a database can keep of a text. */
const cleaned = (text: string) =>
  text.slice(0, limits.fileText).replaceAll('\0', '').toWellFormed().trim()
