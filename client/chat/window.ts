import type { ChatEvent } from '../../shared/events.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import { changed } from './change-message.ts'

/** Messages without holes between them, and what is known to have happened to each. */
export interface Window {
  /** Ascending by seq; deleted ones are tombstones (`deletedAt`, empty body). */
  messages: Message[]
  /** The changes to each message, ascending: a page that was read before a change must not undo it. */
  changes: Map<MessageId, ChatEvent[]>
}

/** Puts a message in its place, unless a later state of it stands there. */
export const put = (window: Window, message: Message) => {
  const at = placeOf(window.messages, message.seq)
  const there = window.messages[at]
  if (there?.seq !== message.seq) window.messages.splice(at, 0, message)
  else if (there.rev < message.rev) window.messages[at] = message
  else return
  mend(window, message.seq)
}

/** Brings a message of the window up to the last change known of it. */
export const mend = (window: Window, seq: number) => {
  const at = placeOf(window.messages, seq)
  const message = window.messages[at]
  if (message?.seq === seq)
    window.messages[at] = (window.changes.get(message.id) ?? []).reduce(changed, message)
}

/** Where a message of this seq stands, or would. */
export const placeOf = (messages: readonly Message[], seq: number): number => {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((messages[middle]?.seq ?? Infinity) < seq) low = middle + 1
    else high = middle
  }
  return low
}
