import { createStore, del, get, keys, set } from 'idb-keyval'
import { reactive, shallowReactive, toRaw } from 'vue'
import type { FaultBody } from '../../shared/errors.ts'
import type { File as Sent } from '../../shared/file.ts'
import { thumbUrl } from '../../shared/file-urls.ts'
import type { FileId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Api } from '../lib/api.ts'
import { faultOf, isCallError, isFinal, Refused } from '../lib/api.ts'
import type { Attachment, Coming } from './coming.ts'
import { sendParts } from './send-parts.client.ts'
import { turns } from '../../shared/turns.ts'

export type Uploads = ReturnType<typeof createUploads>
const opened = new Map<UserId, Uploads>()
/** Browsers open six connections to a host, and others need some of them. */
const atOnce = 2
const keptMs = 14 * 24 * 60 * 60 * 1000

/** All uploads of a person in this tab: they go on while she reads elsewhere, and after the message that waits for them was sent. */
export const uploadsOf = (api: Api, userId: UserId): Uploads => {
  const known = opened.get(userId) ?? createUploads(api, userId)
  opened.set(userId, known)
  return known
}

const createUploads = (api: Api, userId: UserId) => {
  const all = shallowReactive(new Map<FileId, Attachment>())
  const running = new Map<FileId, { cancel: AbortController; done: Promise<Sent> }>()
  const contents = new Map<FileId, Blob>()
  /** What the server knows of, or is being told of. */
  const told = new Set<FileId>()
  const kept = keptContents(userId)
  const turn = turns(atOnce)

  const run = (attachment: Attachment): Promise<Sent> => {
    const { id } = attachment
    const cancel = new AbortController()
    Object.assign(attachment, { state: 'uploading', fault: null })
    const alone = exclusively(id, cancel.signal, () =>
      turn(() => upload(attachment, cancel.signal)),
    )
    const done = alone.then(
      (file) => {
        const preview = attachment.preview ?? previewOf(file)
        Object.assign(attachment, { state: 'done', sent: attachment.size, file, preview })
        void kept.drop(id)
        return file
      },
      (error: unknown) => {
        const fault = faultIn(error)
        Object.assign(attachment, { state: 'failed', fault })
        // Stopped here, another tab may go on with it.
        if (!cancel.signal.aborted && fault && isFinal(fault)) void kept.drop(id)
        throw error
      },
    )
    // Whoever waits for it hears of a failure; a tray shows it.
    done.catch(() => {})
    running.set(id, { cancel, done })
    return done
  }

  const upload = async (attachment: Attachment, signal: AbortSignal): Promise<Sent> => {
    signal.throwIfAborted()
    const { id, workspaceId, name, size } = attachment
    told.add(id)
    const begin = () => api.files.begin.mutate({ workspaceId, id, name, size })
    const begun = await begin()
    if (begun.file) return begun.file
    const content = contents.get(id) ?? (await kept.load(id))
    if (!content) throw new Refused(gone(name))
    contents.set(id, content)
    attachment.preview ??= shownAt(content)
    const onProgress = (bytes: number) => {
      attachment.sent = bytes
    }
    const { file } = await sendParts(content, begun, { signal, onProgress, resume: begin })
    if (!file) throw new Refused()
    return file
  }

  const put = (given: Coming, more: Partial<Attachment>): Attachment => {
    const attachment = reactive<Attachment>({
      ...given,
      preview: null,
      sent: 0,
      state: 'uploading',
      fault: null,
      file: null,
      ...more,
    })
    all.set(given.id, attachment)
    return attachment
  }

  const forget = (id: FileId) => {
    running.get(id)?.cancel.abort()
    const preview = all.get(id)?.preview
    if (preview?.startsWith('blob:')) URL.revokeObjectURL(preview)
    for (const map of [all, running, contents]) map.delete(id)
  }
  // What broke off for want of a network goes on with it.
  addEventListener('online', () => {
    for (const one of all.values()) if (one.fault?.code === 'unavailable') void run(one)
  })
  void kept.sweep()

  return {
    find: (id: FileId) => all.get(id),
    start: (workspaceId: WorkspaceId, content: File): Attachment => {
      const id = newId<FileId>()
      contents.set(id, content)
      void kept.save(id, content)
      const { name, size } = content
      const attachment = put({ id, workspaceId, name, size }, { preview: shownAt(content) })
      void run(attachment)
      return attachment
    },
    /** A file that has arrived, as an attachment again. */
    arrived: (workspaceId: WorkspaceId, file: Sent): Attachment => {
      told.add(file.id)
      return put(
        { id: file.id, workspaceId, name: file.name, size: file.size },
        {
          preview: previewOf(file),
          sent: file.size,
          state: 'done',
          file: toRaw(file),
        },
      )
    },
    /** A file that had not arrived when its message was taken back or its page was left: goes on with it. */
    again: (coming: Coming): Attachment => {
      const known = all.get(coming.id)
      if (known && known.state !== 'failed') return known
      const attachment = known ?? put(coming, {})
      told.add(coming.id)
      void run(attachment)
      return attachment
    },
    /** Gives a file up that was not sent. What cannot be taken back now is swept a day later. */
    cancel: (id: FileId) => {
      const going = running.get(id)
      forget(id)
      void kept.drop(id)
      const discard = async () => {
        await going?.done.catch(() => null)
        if (told.has(id)) await api.files.discard.mutate({ id }).catch(() => null)
      }
      void discard()
    },
    /** Stops with a file in this tab. What the server has of it stays. */
    forget,
    describe: async (attachment: Attachment, alt: string) => {
      attachment.file = await api.files.describe.mutate({ id: attachment.id, alt })
    },
    /** Resolves when a file has arrived, and takes an upload up for it that has stopped. @throws what stops it */
    arrive: async (coming: Coming, signal?: AbortSignal): Promise<Sent> => {
      const attachment = all.get(coming.id) ?? put(coming, {})
      if (attachment.file) return toRaw(attachment.file)
      const going = attachment.state === 'uploading' && running.get(coming.id)?.done
      return Promise.race([going || run(attachment), aborted(signal)])
    },
  }
}

/** Contents that survive a reload, so that an upload goes on after it. */
const keptContents = (userId: UserId) => {
  const store = createStore('fechatter-uploads', 'contents')
  return {
    /** Forgets what pages left behind weeks ago. */
    sweep: async () => {
      for (const key of await keys<string>(store).catch(() => []))
        if (Date.now() - bornAt(key.split(' ')[1] ?? '') > keptMs) await del(key, store)
    },
    // Where the browser refuses, an upload ends with its page.
    save: (id: FileId, content: Blob) => set(`${userId} ${id}`, content, store).catch(() => {}),
    load: (id: FileId) => get<Blob>(`${userId} ${id}`, store).catch(() => undefined),
    drop: (id: FileId) => del(`${userId} ${id}`, store).catch(() => {}),
  }
}

/** When an id was made, in milliseconds: UUIDv7 begins with it (RFC 9562, 5.7). */
const bornAt = (id: string) => Number.parseInt(id.slice(0, 13).replace('-', ''), 16)

/** One tab at a time sends a file: the others find what it has sent. */
const exclusively = <T>(id: FileId, signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
  'locks' in navigator
    ? navigator.locks.request(`fechatter-upload ${id}`, { signal }, work)
    : work()

const shownAt = (content: Blob) =>
  content.type.startsWith('image/') ? URL.createObjectURL(content) : null

const previewOf = (file: Sent) => (file.kind === 'image' ? thumbUrl(file) : null)

const aborted = (signal: AbortSignal | undefined) =>
  new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })

const gone = (name: string): FaultBody => ({
  code: 'not_found',
  field: 'content',
  message: `${name} did not arrive before this page was closed. Attach it again.`,
})

const faultIn = (error: unknown): FaultBody | null =>
  isCallError(error) || error instanceof Refused ? faultOf(error) : null
