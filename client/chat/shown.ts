import type { FaultBody } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Timeline } from './timeline.ts'
import type { Writing } from './use-streaming.ts'
import type { Notice } from '../../shared/notice.ts'

/** A message as the list shows it: stored, on its way, or being written by a bot. */
export interface Shown {
  id: string
  /** Its place in the chat; `null` while it has none. */
  seq: number | null
  senderId: UserId
  body: string
  mentions: readonly UserId[]
  /** What happened, for a system line. */
  notice: Notice | null
  /** ISO 8601 */
  createdAt: string
  edited: boolean
  deleted: boolean
  state: 'sent' | 'sending' | 'stale' | 'failed' | 'streaming'
  fault: FaultBody | null
}

/** Everything that the list of a chat shows, in order: what is stored, what is on its way, what bots are writing. */
export const shownOf = (
  timeline: Timeline,
  stale: ReadonlySet<string>,
  streaming: ReadonlyMap<string, Writing>,
): Shown[] => {
  const plain = { mentions: [], notice: null, edited: false, deleted: false, fault: null }
  const stored = timeline.messages.map((message): Shown => ({
    ...message,
    edited: message.editedAt !== null,
    deleted: message.deletedAt !== null,
    state: 'sent',
    fault: null,
  }))
  const sending = timeline.pending.map((row): Shown => ({
    ...plain,
    ...row,
    state: stale.has(row.id) ? 'stale' : row.state,
  }))
  const writing = timeline.hasAfter
    ? []
    : [...streaming.values()].map(({ messageId, person, text, since }): Shown => ({
        ...plain,
        id: messageId,
        seq: null,
        senderId: person.id,
        body: text,
        createdAt: since,
        state: 'streaming',
      }))
  return [...stored, ...sending, ...writing]
}
