import { effectScope, reactive, watch } from 'vue'
import type { FileId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Api } from '../lib/api.ts'
import { isFinal } from '../lib/api.ts'
import type { keptAs } from '../lib/kept.client.ts'
import type { Attachment, Carried, Coming } from './coming.ts'
import { uploadsOf } from './uploads.client.ts'

export type Tray = ReturnType<typeof openTray>
// They wait where they were attached while she reads elsewhere.
const lists = new Map<string, Attachment[]>()

/**
 * The files that a composer is about to send. They are kept over a reload, arrived or not; what one tab sends or removes is gone in all.
 * @param where.place names the composer among those of a person
 * @param onLost told of a file that could not be taken up
 */
export const openTray = (
  api: Api,
  kept: ReturnType<typeof keptAs<Coming[]>>,
  where: { userId: UserId; workspaceId: WorkspaceId; place: string },
  onLost: (name: string) => void,
) => {
  const { userId, workspaceId } = where
  const uploads = uploadsOf(api, userId)
  const key = `${userId} ${where.place}`
  const known = lists.get(key)
  const list = known ?? reactive<Attachment[]>([])
  lists.set(key, list)
  const room = () => Math.max(0, limits.filesPerMessage - list.length)
  const left = () => kept.read() ?? []
  const keep = (all: Coming[]) => kept.keep(all.length > 0 ? all : null)
  const drop = (ids: readonly string[]) => {
    keep(left().filter(({ id }) => !ids.includes(id)))
    for (const id of ids) {
      const at = list.findIndex((one) => one.id === id)
      if (at >= 0) list.splice(at, 1)
    }
  }
  const remove = ({ id }: Attachment) => {
    drop([id])
    uploads.cancel(id)
  }

  /** Takes up what the last page left, and keeps what is attached from now on. */
  const begin = () => {
    for (const coming of left()) {
      const one = uploads.again(coming)
      list.push(one)
      uploads.arrive(one).catch(() => {
        // Nobody has it any more.
        if (one.fault?.code !== 'not_found') return
        remove(one)
        onLost(one.name)
      })
    }
    const lasting = () => list.filter(lasts).map(plain)
    watch(lasting, (now) => {
      const others = left().filter((one) => !list.some(({ id }) => id === one.id))
      keep([...others, ...now])
    })
    kept.follow(() => {
      const here = new Set<string>(left().map(({ id }) => id))
      const gone = lasting().filter(({ id }) => !here.has(id))
      drop(gone.map(({ id }) => id))
      for (const { id } of gone) uploads.forget(id)
    })
  }
  // It outlives the composer that opened it.
  if (!known) effectScope(true).run(begin)

  return {
    list,
    /** Takes files up to the most that a message carries. @returns how many were left out */
    add: (files: readonly File[]): number => {
      const taken = files.slice(0, room())
      list.push(...taken.map((file) => uploads.start(workspaceId, file)))
      return files.length - taken.length
    },
    retry: (attachment: Attachment) => void uploads.again(attachment),
    remove,
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
      coming: list.filter(({ file }) => !file).map(plain),
    }),
    /** Lets go of what has been sent; what has not arrived goes on. */
    release: (ids: readonly string[]) => {
      const gone = list.filter(({ id }) => ids.includes(id))
      drop(ids)
      for (const { id, file } of gone) if (file) uploads.forget(id)
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

const plain = ({ id, workspaceId, name, size }: Coming): Coming => ({ id, workspaceId, name, size })

/** Whether a reload brings it back. What was refused is not asked for again. */
const lasts = ({ state, fault }: Attachment) => state !== 'failed' || !(fault && isFinal(fault))
