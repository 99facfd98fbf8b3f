import { and, asc, inArray, isNull } from 'drizzle-orm'
import { Fault } from '../../shared/errors.ts'
import type { ChatId, FileId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Draft } from '../../shared/message.ts'
import type { Tx } from '../db/database.ts'
import { files, messageFiles } from '../db/schema.ts'
import type { FileRow } from '../files/view.ts'
import { mayReadFile } from './access.ts'

interface Item {
  userId: UserId
  draft: Pick<Draft, 'fileIds'>
}
/** Files by who wants to send them: what is not here may not be sent by that person. */
export type Sendable = ReadonlyMap<`${UserId} ${FileId}`, FileRow>

/** Finds the files that drafts name and their senders may send: their own, and what they may read. Locked, so that no sweep takes them meanwhile. */
export const findSendable = async (tx: Tx, items: readonly Item[]): Promise<Sendable> => {
  const found = new Map<`${UserId} ${FileId}`, FileRow>()
  const ids = new Set(items.flatMap(({ draft }) => draft.fileIds ?? []))
  if (ids.size === 0) return found
  const rows = await tx
    .select()
    .from(files)
    .where(inArray(files.id, [...ids]))
    .orderBy(asc(files.id))
    .for('no key update')
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const { userId, draft } of items)
    for (const id of draft.fileIds ?? []) {
      const row = byId.get(id)
      if (row && (await mayReadFile(tx, userId, row))) found.set(`${userId} ${id}`, row)
    }
  return found
}

/** The files of one draft in its order, or why it cannot be sent. */
export const filesFor = (
  sendable: Sendable,
  { userId, draft: { fileIds = [] } }: Item,
  workspaceId: WorkspaceId,
): FileRow[] | Fault => {
  const found = fileIds.flatMap((id) => sendable.get(`${userId} ${id}`) ?? [])
  return found.length === fileIds.length && found.every((row) => row.workspaceId === workspaceId)
    ? found
    : new Fault(
        'not_found',
        'There is no such file, or you may not send it here. Upload it again.',
        {
          field: 'fileIds',
        },
      )
}

/** Notes which files messages carry. */
export const attach = async (
  tx: Tx,
  sent: readonly { id: MessageId; chatId: ChatId; seq: number; files: readonly FileRow[] }[],
  now: Date,
): Promise<void> => {
  const rows = sent.flatMap(({ id: messageId, chatId, seq, files: carried }) =>
    carried.map(({ id: fileId }, place) => ({ messageId, fileId, chatId, seq, place })),
  )
  if (rows.length === 0) return
  await tx.insert(messageFiles).values(rows)
  const ids = rows.map(({ fileId }) => fileId)
  await tx
    .update(files)
    .set({ attachedAt: now })
    .where(and(inArray(files.id, ids), isNull(files.attachedAt)))
}
