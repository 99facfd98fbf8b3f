import type { Clock } from '../lib/time.ts'

const together = 5 * 60 * 1000

/** What a list of messages is cut by: days, the first unread one, and who speaks. */
export type Row<M> =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'new'; key: string }
  | { kind: 'message'; key: string; message: M; first: boolean }

interface Said {
  id: string
  senderId: string
  createdAt: string
  /** Its place; `null` while it is on its way. */
  seq: number | null
  /** Set for a system line: nobody has it to read. */
  notice?: unknown
}

/**
 * Messages with the lines between them. Messages of one author within five minutes of the one before, on the same day and with
 * nothing between, form a group: only its first says who and when.
 * @param unread what waited when the reader came: the line stands before the first message of others above her pointer
 */
export const rowsOf = <M extends Said>(
  messages: readonly M[],
  { clock, me, unread }: { clock: Clock; me: string; unread: { after: number; upTo: number } },
): Row<M>[] => {
  const rows: Row<M>[] = []
  let before: M | undefined
  let divided = false
  for (const message of messages) {
    let cut = !before
    if (!before || clock.day(before.createdAt) !== clock.day(message.createdAt)) {
      rows.push({ kind: 'day', key: `day ${clock.day(message.createdAt)}`, at: message.createdAt })
      cut = true
    }
    const waits =
      message.seq !== null &&
      message.seq > unread.after &&
      message.seq <= unread.upTo &&
      !message.notice
    if (!divided && waits && message.senderId !== me) {
      rows.push({ kind: 'new', key: 'new' })
      divided = true
      cut = true
    }
    const first =
      cut ||
      before?.senderId !== message.senderId ||
      Date.parse(message.createdAt) - Date.parse(before.createdAt) > together
    rows.push({ kind: 'message', key: message.id, message, first })
    before = message
  }
  return rows
}
