import type { FaultBody } from '../../shared/errors.ts'
import type { File } from '../../shared/file.ts'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import type { Ack, Draft, Quote } from '../../shared/message.ts'
import type { Coming } from '../files/coming.ts'
import { isFinal } from '../lib/api.ts'

/** A message that its writer has sent and the server has not acknowledged. */
export interface Unsent extends Draft {
  /** What its `fileIds` name, to be shown again after a reload. */
  files?: File[]
  /** Those of its files that have not arrived yet: it leaves when they have. */
  coming?: Coming[]
  /** The words that its `quote` names, to be shown again as well. */
  quoted?: Quote
  /** When it was written, in milliseconds. */
  writtenAt: number
  /** `waiting` goes out by itself; `stale` is too old to do so unasked; `failed` was refused for good. */
  state: 'waiting' | 'stale' | 'failed'
  fault: FaultBody | null
}

/** What an outbox is made of: a store that survives a reload, the call, a lock over all tabs, and time. */
export interface OutboxParts {
  load: () => Promise<Unsent[]>
  save: (entry: Unsent) => Promise<void>
  remove: (id: MessageId) => Promise<void>
  /** Resolves with the files when they have arrived. It rejects as `send` does, and when the signal says so. */
  arrive: (coming: readonly Coming[], signal: AbortSignal) => Promise<File[]>
  /** Resolves with the ack, or rejects with what {@link OutboxParts.faultOf} understands. */
  send: (draft: Draft) => Promise<Ack>
  faultOf: (error: unknown) => FaultBody
  /** Runs `work` while no other tab runs work for the same chat. */
  exclusively: (chatId: ChatId, work: () => Promise<void>) => Promise<void>
  /** Resolves after some milliseconds, or sooner when it is worth to try again. */
  wait: (ms: number) => Promise<void>
  now: () => number
  /** From 0 up to 1. */
  random: () => number
  onSent: (chatId: ChatId, ack: Ack) => void
  onChange: (entry: Unsent) => void
}

export interface Outbox {
  /** The unsent messages of a chat in the order of writing. */
  of: (chatId: ChatId) => Promise<Unsent[]>
  /** Keeps a message, then sends it, after those of its chat that were written before. */
  add: (draft: Draft & Pick<Unsent, 'files' | 'coming' | 'quoted'>) => Promise<void>
  /** Sends what is stale or failed, as if written now. */
  retry: (id: MessageId) => Promise<void>
  /** Takes a message back that is stale or failed, or waits for its files. */
  discard: (id: MessageId) => Promise<void>
  /** Goes on with everything that a closed tab left behind. */
  resume: () => Promise<void>
}

const staleMs = 10 * 60 * 1000
const firstDelayMs = 500
const longestDelayMs = 30_000

/**
 * Sends messages once and in order although reloads, lost connections and other tabs come between: each is stored before the call,
 * and repeated with the same id until the server has answered, with a random delay up to a bound that doubles ("full jitter").
 */
export const createOutbox = (parts: OutboxParts): Outbox => {
  const { load, save, remove, onSent, onChange } = parts
  const of = async (chatId: ChatId) =>
    (await load())
      .filter((entry) => entry.chatId === chatId)
      .sort((a, b) => a.writtenAt - b.writtenAt || (a.id < b.id ? -1 : 1))
  const change = async (entry: Unsent) => {
    await save(entry)
    onChange(entry)
  }

  const find = async (id: MessageId) => (await load()).find((entry) => entry.id === id)

  /** Messages whose files are on their way: only they can be taken back while they wait. */
  const arriving = new Map<MessageId, AbortController>()
  const arrived = async ({ coming = [], ...entry }: Unsent): Promise<Unsent> => {
    if (coming.length === 0) return entry
    const stop = new AbortController()
    arriving.set(entry.id, stop)
    try {
      const files = [...(entry.files ?? []), ...(await parts.arrive(coming, stop.signal))]
      stop.signal.throwIfAborted()
      const { fileIds = [] } = entry
      const inOrder = fileIds.flatMap((id) => files.find((file) => file.id === id) ?? [])
      const whole = { ...entry, files: inOrder }
      await change(whole)
      return whole
    } finally {
      arriving.delete(entry.id)
    }
  }

  /** @returns whether to go on with the next one */
  const settle = async (entry: Unsent, attempt: number): Promise<'next' | 'again' | 'stop'> => {
    const { id, chatId } = entry
    let whole = entry
    try {
      whole = await arrived(entry)
      const { writtenAt: _, state: __, fault: ___, files: ____, quoted: _____, ...draft } = whole
      const ack = await parts.send(draft)
      await remove(id)
      onSent(chatId, ack)
      return 'next'
    } catch (error) {
      if (!(await find(id))) return 'next'
      const fault = parts.faultOf(error)
      if (isFinal(fault)) {
        await change({ ...whole, state: 'failed', fault })
        return 'next'
      }
      if (fault.code === 'unauthorized') return 'stop'
      const bound = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt)
      await parts.wait(Math.max(parts.random() * bound, (fault.retryAfter ?? 0) * 1000))
      return 'again'
    }
  }

  const flush = (chatId: ChatId) =>
    parts.exclusively(chatId, async () => {
      let since = 0
      for (let attempt = 0; ;) {
        const next = (await of(chatId)).find(({ state }) => state === 'waiting')
        if (!next) return
        if (parts.now() - Math.max(next.writtenAt, since) > staleMs) {
          await change({ ...next, state: 'stale' })
          continue
        }
        const outcome = await settle(next, attempt)
        if (outcome === 'stop') return
        // Whatever waits behind slow files was written when it could not leave.
        if (next.coming) since = parts.now()
        attempt = outcome === 'again' ? attempt + 1 : 0
      }
    })

  return {
    of,
    add: async (draft) => {
      const entry: Unsent = { ...draft, writtenAt: parts.now(), state: 'waiting', fault: null }
      await change(entry)
      await flush(entry.chatId)
    },
    retry: async (id) => {
      const entry = await find(id)
      if (!entry || entry.state === 'waiting') return
      // She has read how many people it calls, and sends it all the same.
      const meant = entry.fault?.field === 'confirmed' ? { confirmed: true } : {}
      await change({ ...entry, ...meant, state: 'waiting', fault: null, writtenAt: parts.now() })
      await flush(entry.chatId)
    },
    discard: async (id) => {
      const waits = arriving.get(id)
      if (!waits && (await find(id))?.state === 'waiting') return
      await remove(id)
      waits?.abort()
    },
    resume: async () => {
      const chats = new Set((await load()).map(({ chatId }) => chatId))
      await Promise.all([...chats].map(flush))
    },
  }
}
