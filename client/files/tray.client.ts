import { reactive } from 'vue'
import type { FileId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Api } from '../lib/api.ts'
import type { Attachment, Carried } from './coming.ts'
import { uploadsOf } from './uploads.client.ts'

export type Tray = ReturnType<typeof openTray>
// They wait where they were attached while she reads elsewhere.
const lists = new Map<string, Attachment[]>()

/** The files that a composer is about to send. @param place names the composer among those of a person */
export const openTray = (
  api: Api,
  where: { userId: UserId; workspaceId: WorkspaceId; place: string },
) => {
  const { userId, workspaceId } = where
  const uploads = uploadsOf(api, userId)
  const key = `${userId} ${where.place}`
  const list = lists.get(key) ?? reactive<Attachment[]>([])
  lists.set(key, list)
  const room = () => Math.max(0, limits.filesPerMessage - list.length)
  const drop = (ids: readonly string[]) => {
    for (const id of ids) {
      const at = list.findIndex((one) => one.id === id)
      if (at >= 0) list.splice(at, 1)
    }
  }

  return {
    list,
    /** Takes files up to the most that a message carries. @returns how many were left out */
    add: (files: readonly File[]): number => {
      const taken = files.slice(0, room())
      list.push(...taken.map((file) => uploads.start(workspaceId, file)))
      return files.length - taken.length
    },
    retry: (attachment: Attachment) => void uploads.again(attachment),
    remove: ({ id }: Attachment) => {
      drop([id])
      uploads.cancel(id)
    },
    describe: (attachment: Attachment, alt: string) => uploads.describe(attachment, alt),
    /** Resolves when everything has arrived. @throws Refused */
    arrive: async () => {
      for (const one of [...list])
        await uploads.arrive(one).catch((error: unknown) => {
          // Who has taken it out does not wait for it.
          if (list.includes(one)) throw error
        })
    },
    /** What a message takes along, as plain objects that can be stored. */
    carried: (): Carried & { fileIds: FileId[] } => ({
      fileIds: list.map(({ id }) => id),
      files: list.flatMap(({ file }) => (file ? [{ ...file }] : [])),
      coming: list.flatMap(({ id, workspaceId, name, size, file }) =>
        file ? [] : [{ id, workspaceId, name, size }],
      ),
    }),
    /** Lets go of what has been sent; what has not arrived goes on. */
    release: (ids: readonly string[]) => {
      const gone = list.filter(({ id }) => ids.includes(id))
      drop(ids)
      for (const { id, file } of gone) if (file) uploads.forget(id)
      void uploads.keep(gone.filter(({ file }) => !file))
    },
    /** Takes files back that a message did not get away with. */
    restore: ({ files, coming = [] }: Carried) => {
      const back = [
        ...files.map((file) => () => uploads.arrived(workspaceId, file)),
        ...coming.map((one) => () => uploads.again(one)),
      ]
      list.push(...back.slice(0, room()).map((take) => take()))
    },
  }
}
