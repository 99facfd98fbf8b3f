import type { FaultBody } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import { toRaw } from 'vue'
import type { Attempt } from './attempts.ts'
import { attempted } from './attempts.ts'
import type { Coming } from '../files/coming.ts'
import type { Pending } from './pending.ts'
import type { Timeline } from './timeline.ts'
import type { Writing } from './use-streaming.ts'

/** A message as the list shows it: stored, on its way, or being written by a bot. */
export interface Shown extends Omit<Message, 'id' | 'seq'> {
  id: string
  /** Its place in the chat; `null` while it has none. */
  seq: number | null
  state: 'sent' | 'sending' | 'stale' | 'failed' | 'streaming'
  fault: FaultBody | null
  /** Those of its files that are still to arrive. */
  coming?: Coming[] | undefined
}

/**
 * Makes the list of a chat: what is stored, what is on its way, what bots are writing, in this order. What has not changed is the same
 * object as before, so that its row is not drawn again.
 */
export const createShown = (me: UserId) => {
  const known = new WeakMap<Message, { attempt: Attempt | undefined; shown: Shown }>()
  const storedOf = (message: Message, attempt: Attempt | undefined): Shown => {
    const raw = toRaw(message)
    const before = known.get(raw)
    if (before && before.attempt === attempt) return before.shown
    const shown: Shown = {
      ...(attempt ? attempted(raw, attempt, me) : raw),
      state: 'sent',
      fault: null,
    }
    known.set(raw, { attempt, shown })
    return shown
  }

  const listOf = (
    timeline: Timeline,
    {
      stale,
      streaming,
      attempts,
    }: {
      stale: ReadonlySet<string>
      streaming: ReadonlyMap<string, Writing>
      attempts: ReadonlyMap<string, Attempt>
    },
  ): Shown[] => {
    const bare = { ...untouched, chatId: timeline.chatId }
    const stored = timeline.messages.map((message) => storedOf(message, attempts.get(message.id)))
    const sending = timeline.pending.map(({ seq, ...row }: Pending): Shown => ({
      ...bare,
      ...row,
      seq,
      state: stale.has(row.id) ? 'stale' : row.state,
    }))
    const writing = timeline.hasAfter
      ? []
      : [...streaming.values()].map(({ messageId, person, text, since }): Shown => ({
          ...bare,
          id: messageId,
          seq: null,
          senderId: person.id,
          body: text,
          createdAt: since,
          state: 'streaming',
        }))
    return [...stored, ...sending, ...writing]
  }
  return { storedOf, listOf }
}

/** What a message is that nobody has done anything with. */
const untouched = {
  rev: 0,
  mentions: [],
  reactions: [],
  pinned: false,
  threadId: null,
  alsoToChannel: false,
  thread: null,
  calls: null,
  files: [],
  quote: null,
  emote: false,
  silent: false,
  editedAt: null,
  deletedAt: null,
  notice: null,
  fault: null,
}
