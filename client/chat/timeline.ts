import type { ChatEvent } from '../../shared/events.ts'
import type { ChatId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Message } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import { isListed, touchedBy } from './change-message.ts'
import type { Pending } from './pending.ts'
import type { Window } from './window.ts'
import { mend, placeOf, put } from './window.ts'

/** What `chat.page` answers. `seq` is the chat's clock when the page was read; `messages` ascend. */
export interface Page {
  messages: readonly Message[]
  people: readonly Person[]
  hasBefore: boolean
  hasAfter: boolean
  seq: number
  retainedFrom: number
}

/**
 * One chat as this browser knows it: a window of messages without holes, and the seq up to which every event has been applied. It is a
 * plain object that the functions of this file change in place, so `reactive(openTimeline(…))` is all that Vue needs.
 *
 * Use: open it with a page → `accept` each event of the chat → on `'gap'`, and after each (re)connect, call
 * `chat.since({ chatId, seq: timeline.seq })` and `repair` with its answer → on `'reload'` fetch a page and `reset`.
 * Neither order nor repetition of what arrives can corrupt it; the property in timeline.test.ts says so.
 */
export interface Timeline extends Window {
  readonly chatId: ChatId
  /** Which messages stand in the list: the chat's own, or the replies of one thread. */
  readonly lists: (message: Message) => boolean
  /** My own that the stream has not brought yet, in the order of sending: shown below `messages`. */
  pending: Pending[]
  people: Map<UserId, Person>
  /** Older messages exist. */
  hasBefore: boolean
  /** Newer messages exist: the window does not reach the present. */
  hasAfter: boolean
  /** Every event up to this one has been applied. */
  seq: number
  /** The clock of the page that it began with. An older page may lack changes that nobody will tell of again: it is not taken. */
  floor: number
  /** Everything below was deleted by a rule of retention. */
  retainedFrom: number
  /** The highest seq of a message that is known to exist. */
  newest: number
  /** Events beyond a gap, by seq, until `repair` closes it. */
  held: Map<number, ChatEvent>
}

/** A timeline that shows a page. @param lists picks the messages that stand in it */
export const openTimeline = (
  chatId: ChatId,
  page: Page,
  lists: Timeline['lists'] = isListed,
): Timeline => {
  const timeline: Timeline = {
    chatId,
    lists,
    messages: [],
    pending: [],
    people: new Map(),
    hasBefore: false,
    hasAfter: false,
    seq: 0,
    floor: 0,
    retainedFrom: 0,
    newest: 0,
    held: new Map(),
    changes: new Map(),
  }
  reset(timeline, page)
  return timeline
}

/**
 * Shows another page instead, e.g. after `'reload'` or to jump to a message. What is being sent stays.
 * @returns false when the page was read before the one that is shown: then nothing has changed
 */
export const reset = (timeline: Timeline, page: Page): boolean => {
  if (page.seq < timeline.floor) return false
  timeline.floor = page.seq
  timeline.messages = []
  expire(timeline, page.retainedFrom)
  timeline.hasBefore = page.hasBefore
  take(timeline, page)
  timeline.hasAfter = page.hasAfter || timeline.newest > (timeline.messages.at(-1)?.seq ?? 0)
  // A page may be older than what the stream has told already: then its messages are mended by `changes`, and the clock stands.
  if (page.seq > timeline.seq) {
    timeline.seq = page.seq
    timeline.changes.clear()
  }
  timeline.pending = timeline.pending.filter(({ seq }) => seq === null || seq > page.seq)
  drain(timeline)
  return true
}

/**
 * Takes an event of this chat, of whatever kind.
 * @returns `'known'`: it was here before · `'applied'` · `'gap'`: events before it are missing, it waits for `repair`
 */
export const accept = (timeline: Timeline, event: ChatEvent): 'known' | 'applied' | 'gap' => {
  if (event.seq <= timeline.seq) return 'known'
  if (event.seq > timeline.seq + 1) {
    if (timeline.held.size < limits.sinceEvents) timeline.held.set(event.seq, event)
    return 'gap'
  }
  apply(timeline, event)
  drain(timeline)
  return 'applied'
}

/**
 * Takes the answer of `chat.since({ seq: timeline.seq })`.
 * @returns `'caught-up'` · `'gap'`: still behind, ask again · `'reload'`: too far behind, fetch a page and `reset`
 */
export const repair = (
  timeline: Timeline,
  since: { events: readonly ChatEvent[]; complete: boolean },
): 'caught-up' | 'gap' | 'reload' => {
  if (!since.complete) return 'reload'
  for (const event of since.events) accept(timeline, event)
  return timeline.held.size > 0 ? 'gap' : 'caught-up'
}

/** The window as it stands, as a page that another timeline can begin with. */
export const pageOf = ({
  messages,
  people,
  hasBefore,
  hasAfter,
  seq,
  retainedFrom,
}: Timeline): Page => ({
  messages: [...messages],
  people: [...people.values()],
  hasBefore,
  hasAfter,
  seq,
  retainedFrom,
})

/** Adds `chat.page({ before })`. @returns false when the window has moved since it was asked: then nothing has changed */
export const addOlder = (timeline: Timeline, before: number, page: Page): boolean => {
  if (timeline.messages[0]?.seq !== before || page.seq < timeline.floor) return false
  timeline.hasBefore = page.hasBefore
  take(timeline, page)
  return true
}

/** Adds `chat.page({ after })` to a window that does not reach the present. @returns as {@link addOlder} */
export const addNewer = (timeline: Timeline, after: number, page: Page): boolean => {
  if ((timeline.messages.at(-1)?.seq ?? 0) !== after || page.seq < timeline.floor) return false
  take(timeline, page)
  timeline.hasAfter = page.hasAfter || timeline.newest > (timeline.messages.at(-1)?.seq ?? 0)
  return true
}

const drain = (timeline: Timeline) => {
  for (const seq of timeline.held.keys()) if (seq <= timeline.seq) timeline.held.delete(seq)
  for (let next; (next = timeline.held.get(timeline.seq + 1));) {
    timeline.held.delete(next.seq)
    apply(timeline, next)
  }
}

const apply = (timeline: Timeline, event: ChatEvent) => {
  timeline.seq = event.seq
  switch (event.type) {
    case 'message.sent':
      for (const person of [event.sender, ...(event.people ?? [])])
        timeline.people.set(person.id, person)
      timeline.pending = timeline.pending.filter(({ id }) => id !== event.message.id)
      if (!timeline.lists(event.message)) break
      timeline.newest = Math.max(timeline.newest, event.message.seq)
      if (!timeline.hasAfter) put(timeline, event.message)
      break
    case 'member.joined':
      timeline.people.set(event.person.id, event.person)
      break
    case 'history.expired':
      expire(timeline, event.retainedFrom)
      break
    default:
  }
  for (const { id, seq } of touchedBy(event)) {
    timeline.changes.set(id, [...(timeline.changes.get(id) ?? []), event])
    mend(timeline, seq)
  }
}

/** Drops what retention has deleted. */
const expire = (timeline: Timeline, retainedFrom: number) => {
  timeline.retainedFrom = Math.max(timeline.retainedFrom, retainedFrom)
  if (timeline.newest < timeline.retainedFrom) timeline.newest = 0
  const first = placeOf(timeline.messages, timeline.retainedFrom)
  if (first === 0) return
  timeline.messages.splice(0, first)
  timeline.hasBefore = false
}

/** Takes in the messages of a page that is, or adjoins, the window. */
const take = (timeline: Timeline, page: Page) => {
  for (const person of page.people) timeline.people.set(person.id, person)
  for (const message of page.messages) {
    // The page may have been read before the stream told that they are gone.
    if (message.seq < timeline.retainedFrom) continue
    timeline.newest = Math.max(timeline.newest, message.seq)
    put(timeline, message)
  }
  const there = new Set(page.messages.map(({ id }) => id))
  timeline.pending = timeline.pending.filter(({ id }) => !there.has(id))
}
