import { v7 } from 'uuid'
import { computed, onScopeDispose, reactive, toRaw } from 'vue'
import type { FaultBody } from '../../shared/errors.ts'
import type { File as Sent } from '../../shared/file.ts'
import { thumbUrl } from '../../shared/file-urls.ts'
import type { FileId, WorkspaceId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { faultOf, isCallError } from '../lib/api.ts'
import { useApi } from '../lib/use-api.ts'

/** A file on its way to the server, or there and waiting to be sent. */
export interface Attachment {
  id: FileId
  name: string
  size: number
  /** Where a picture of it is: an object URL while its content is here. */
  preview: string | null
  /** Bytes that have arrived. */
  sent: number
  state: 'uploading' | 'done' | 'failed'
  fault: FaultBody | null
  file: Sent | null
}

/** The files that a composer is about to send. A message waits until all of them have arrived. */
export const useUploads = (workspaceId: WorkspaceId) => {
  const api = useApi()
  const list = reactive<Attachment[]>([])
  const contents = new Map<FileId, { content: Blob; cancel: AbortController }>()

  const upload = async (attachment: Attachment) => {
    const { id, name, size } = attachment
    const kept = contents.get(id)
    if (!kept) return
    kept.cancel = new AbortController()
    Object.assign(attachment, { state: 'uploading', fault: null })
    const begin = () => api.files.begin.mutate({ workspaceId, id, name, size })
    try {
      const { sendParts } = await import('./send-parts.client.ts')
      const { file } = await sendParts(kept.content, await begin(), {
        signal: kept.cancel.signal,
        onProgress: (bytes) => {
          attachment.sent = bytes
        },
        resume: begin,
      })
      Object.assign(attachment, { state: 'done', sent: size, file })
    } catch (error) {
      if (kept.cancel.signal.aborted) return
      Object.assign(attachment, { state: 'failed', fault: faultIn(error) })
    }
  }

  const forget = (id: FileId) => {
    const index = list.findIndex((one) => one.id === id)
    const [gone] = index < 0 ? [] : list.splice(index, 1)
    if (gone?.preview?.startsWith('blob:')) URL.revokeObjectURL(gone.preview)
    contents.delete(id)
  }
  onScopeDispose(() => {
    for (const { id } of [...list]) {
      contents.get(id)?.cancel.abort()
      forget(id)
    }
  })

  return {
    list,
    busy: computed(() => list.some(({ state }) => state === 'uploading')),
    failed: computed(() => list.some(({ state }) => state === 'failed')),
    /** Takes files up to the most that a message carries. @returns how many were left out */
    add: (files: readonly File[]) => {
      const room = limits.filesPerMessage - list.length
      for (const content of files.slice(0, Math.max(0, room))) {
        const id = v7() as FileId
        contents.set(id, { content, cancel: new AbortController() })
        const preview = content.type.startsWith('image/') ? URL.createObjectURL(content) : null
        list.push({
          id,
          name: content.name,
          size: content.size,
          preview,
          sent: 0,
          state: 'uploading',
          fault: null,
          file: null,
        })
        const added = list.at(-1)
        if (added) void upload(added)
      }
      return Math.max(0, files.length - room)
    },
    retry: (attachment: Attachment) => void upload(attachment),
    remove: (attachment: Attachment) => {
      contents.get(attachment.id)?.cancel.abort()
      forget(attachment.id)
      // What cannot be taken back now is swept a day later.
      api.files.discard.mutate({ id: attachment.id }).catch(() => {})
    },
    describe: (attachment: Attachment, alt: string) =>
      api.files.describe.mutate({ id: attachment.id, alt }).then((file) => {
        attachment.file = file
      }),
    /** What has arrived, as plain objects that can be stored. */
    arrived: (): Sent[] => list.flatMap(({ file }) => (file ? [toRaw(file)] : [])),
    /** Lets go of what has been sent. */
    forget: (ids: readonly FileId[]) => ids.forEach(forget),
    /** Takes files back that a message did not get away with. */
    restore: (files: readonly Sent[]) => {
      for (const file of files)
        if (list.length < limits.filesPerMessage && !list.some(({ id }) => id === file.id))
          list.push({
            id: file.id,
            name: file.name,
            size: file.size,
            preview: file.kind === 'image' ? thumbUrl(file) : null,
            sent: file.size,
            state: 'done',
            fault: null,
            file: toRaw(file),
          })
    },
  }
}

const faultIn = (error: unknown): FaultBody | null => {
  if (isCallError(error)) return faultOf(error)
  return error instanceof Error && 'fault' in error ? (error.fault as FaultBody | null) : null
}
