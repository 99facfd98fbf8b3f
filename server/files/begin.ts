import { eq, sql } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { Upload } from '../../shared/file.ts'
import type { FileId, UserId } from '../../shared/ids.ts'
import type { Tx } from '../db/database.ts'
import { files, uploads, workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { toFile } from './view.ts'

/**
 * Begins an upload under an id of the sender's, or says how far it has come: begin again to go on after a break. Its whole size is
 * taken from the workspace's space at once, so that uploads at the same time cannot exceed it together.
 * @throws Fault `too_large` for a file over the limit or a full workspace, `conflict` when the id was used for another file
 */
export const beginUpload = (
  { db, config, now }: Deps,
  { userId, workspaceId }: WorkspaceMember,
  { id, name, size }: { id: FileId; name: string; size: number },
): Promise<Upload> =>
  db.transaction(async (tx) => {
    const known = await findUpload(tx, userId, id)
    if (known) return known.size === size ? known.upload : reusedId()
    const { maxBytes, workspaceBytes } = config.files
    if (size > maxBytes) tooLarge(maxBytes)
    await tx
      .select({ id: workspaces.id })
      .from(workspaces)
      .where(eq(workspaces.id, workspaceId))
      .for('no key update')
    const [used] = await tx.execute<{ bytes: string }>(sql`
      select (select coalesce(sum(size), 0) from files where workspace_id = ${workspaceId})
        + (select coalesce(sum(size), 0) from uploads where workspace_id = ${workspaceId}) as bytes`)
    if (Number(used?.bytes) + size > workspaceBytes)
      fail(
        'too_large',
        `The files of this workspace would take more than its ${inWords(workspaceBytes)}. Delete what is not needed, or ask whoever runs Fechatter for more.`,
        { field: 'size' },
      )
    const inserted = await tx
      .insert(uploads)
      .values({ id, workspaceId, ownerId: userId, name, size, changedAt: now() })
      .onConflictDoNothing()
      .returning({ id: uploads.id })
    // Somebody began under the same id in the meantime; whether it was the same person shows when she asks again.
    if (inserted.length === 0) reusedId()
    return { id, offset: 0, file: null }
  })

/** What is known of one's upload. @throws Fault `conflict` when the id is of somebody else's */
const findUpload = async (
  tx: Tx,
  userId: UserId,
  id: FileId,
): Promise<{ size: number; upload: Upload } | null> => {
  const [arriving] = await tx.select().from(uploads).where(eq(uploads.id, id))
  const [file] = await tx.select().from(files).where(eq(files.id, id))
  const row = arriving ?? file
  if (!row) return null
  if (row.ownerId !== userId) reusedId()
  const offset = arriving?.received ?? row.size
  return { size: row.size, upload: { id, offset, file: file ? toFile(file) : null } }
}

/** Refuses a file over the limit. */
export const tooLarge = (maxBytes: number) =>
  fail('too_large', `A file may have at most ${inWords(maxBytes)}. This one has more.`, {
    field: 'size',
  })

const reusedId = () =>
  fail('conflict', 'This id belongs to another file. Upload with a new id.', { field: 'id' })

const inWords = (bytes: number): string => {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']
  const unit = Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${Math.floor((bytes / 1024 ** unit) * 10) / 10} ${units[unit]}`
}
