import type { Clock } from '../lib/time.ts'

const together = 5 * 60 * 1000
const tombstoneMs = 24 * 60 * 60 * 1000

/** A line of the list. */
export type Row<M> =
  | { kind: 'new'; key: string }
  | { kind: 'message'; key: string; message: M; first: boolean }
  /** Several people who came or went in a row, told in one line. */
  | { kind: 'folded'; key: string; messages: readonly M[]; what: 'joined' | 'left' }

/** The lines of one day. */
export interface Day<M> {
  key: string
  /** ISO 8601: a moment of the day. */
  at: string
  rows: Row<M>[]
}

/** What waits: above the reader's pointer, up to a clock. */
export interface Unread {
  after: number
  upTo: number
}

interface Said {
  id: string
  senderId: string
  createdAt: string
  deletedAt: string | null
  /** Its place; `null` while it is on its way. */
  seq: number | null
  /** Set for a system line: nobody has it to read. */
  notice: { kind: string } | null
  /** Said of oneself: a line of its own. */
  emote: boolean
  /** What hangs on it. */
  thread: object | null
}

/** Whether a message waits for its reader. */
export const isUnread = (
  { seq, notice, senderId, deletedAt }: Said,
  { after, upTo }: Unread,
  me: string,
): boolean => seq !== null && seq > after && seq <= upTo && !notice && senderId !== me && !deletedAt

/**
 * Messages with the lines between them, by days. Messages of one author within five minutes of the one before, with nothing between,
 * form a group: only its first says who and when. People who come or go one after the other are told in one line, and a deleted
 * message leaves a trace for a day.
 * @param starts messages that began a page when they were shown first: they stay the first of their group, so that older ones above
 * change nothing of their height
 */
export const rowsOf = <M extends Said>(
  messages: readonly M[],
  {
    clock,
    me,
    unread,
    now,
    starts = new Set(),
  }: { clock: Clock; me: string; unread: Unread | null; now: string; starts?: ReadonlySet<string> },
): Day<M>[] => {
  const days: Day<M>[] = []
  let before: M | undefined
  let divided = false
  for (const message of messages) {
    if (isGone(message, now)) continue
    const day = clock.day(message.createdAt)
    let rows = days.at(-1)?.rows
    let cut = !before
    if (!rows || days.at(-1)?.key !== day) {
      rows = []
      days.push({ key: day, at: message.createdAt, rows })
      cut = true
    }
    if (!divided && unread && isUnread(message, unread, me)) {
      rows.push({ kind: 'new', key: 'new' })
      divided = true
      cut = true
    }
    const what = comingOrGoing(message)
    const last = rows.at(-1)
    if (what && !cut && last?.kind === 'folded' && last.what === what)
      last.messages = [...last.messages, message]
    else if (what) rows.push({ kind: 'folded', key: message.id, messages: [message], what })
    else {
      const first =
        cut ||
        starts.has(message.id) ||
        before?.senderId !== message.senderId ||
        Boolean(before.notice) !== Boolean(message.notice) ||
        before.emote !== message.emote ||
        Date.parse(message.createdAt) - Date.parse(before.createdAt) > together
      rows.push({ kind: 'message', key: message.id, message, first })
    }
    before = message
  }
  return days
}

const comingOrGoing = ({ notice }: Said): 'joined' | 'left' | null =>
  notice?.kind === 'joined' || notice?.kind === 'left' ? notice.kind : null

const isGone = ({ deletedAt, thread }: Said, now: string): boolean =>
  deletedAt !== null && !thread && Date.parse(now) - Date.parse(deletedAt) > tombstoneMs
