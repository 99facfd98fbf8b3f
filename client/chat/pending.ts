import type { FaultBody } from '../../shared/errors.ts'
import type { File } from '../../shared/file.ts'
import type { Coming } from '../files/coming.ts'
import type { MessageId, UserId } from '../../shared/ids.ts'
import type { Ack, Quote } from '../../shared/message.ts'

/** A message of my own that the stream has not brought yet. */
export interface Pending {
  id: MessageId
  senderId: UserId
  body: string
  files?: File[]
  quote?: Quote | null
  /** Those of its files that are still to arrive. */
  coming?: Coming[] | undefined
  /** ISO 8601: this browser's clock, then the server's. */
  createdAt: string
  /** Its place, once the server has told it. */
  seq: number | null
  state: 'sending' | 'sent' | 'failed'
  /** Why it failed. */
  fault: FaultBody | null
}

/** The list that one's own messages stand below until they are in it. */
interface Sending {
  pending: Pending[]
  readonly messages: readonly { id: MessageId }[]
  /** Every event up to this one has been applied. */
  readonly seq: number
}

/** Shows a message at once, before the server has it. */
export const addPending = (
  list: Sending,
  message: Pick<Pending, 'id' | 'senderId' | 'body' | 'files' | 'coming' | 'quote' | 'createdAt'>,
): void => {
  if (list.messages.some(({ id }) => id === message.id)) return
  list.pending = list.pending.filter(({ id }) => id !== message.id)
  list.pending.push({ ...message, seq: null, state: 'sending', fault: null })
}

/** The server has it. The row stays pending, as `'sent'`, until the stream or a page brings the message. */
export const markSent = (list: Sending, { id, seq, createdAt }: Ack): void => {
  change(list, id, { seq, createdAt, state: 'sent', fault: null })
  // Sent long ago, e.g. kept over a restart of the browser: its event will not come again.
  if (seq <= list.seq) list.pending = list.pending.filter((row) => row.id !== id)
}

/** The server refused it, or could not be reached. A message that the server has stays sent. */
export const markFailed = (list: Sending, id: MessageId, fault: FaultBody): void => {
  change(list, id, { state: 'failed', fault })
}

/** Its files have arrived, or some of them. */
export const markCarried = (
  list: Sending,
  id: MessageId,
  carried: Pick<Pending, 'files' | 'coming'>,
): void => {
  change(list, id, carried)
}

/** It is sent again, with the same id. */
export const markSending = (list: Sending, id: MessageId): void => {
  change(list, id, { state: 'sending', fault: null })
}

/** Gives up a message that failed. */
export const dropPending = (list: Sending, id: MessageId): void => {
  list.pending = list.pending.filter((row) => row.id !== id || row.state === 'sent')
}

const change = (list: Sending, id: MessageId, to: Partial<Pending>) => {
  list.pending = list.pending.map((row) =>
    row.id === id && row.state !== 'sent' ? { ...row, ...to } : row,
  )
}
