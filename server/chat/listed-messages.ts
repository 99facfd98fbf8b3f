import type { Message } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import type { Db, Tx } from '../db/database.ts'
import type { messages } from '../db/schema.ts'
import { findPeople } from '../identity/people.ts'
import { readMessages } from './read-messages.ts'

/** A page of one of a person's own lists of messages. */
export interface Listed<Row> {
  items: (Omit<Row, 'message'> & { message: Message })[]
  /** Who wrote them. */
  people: Person[]
  hasMore: boolean
}

/**
 * Makes a page of rows that were read one beyond its end: each message as everybody sees it, beside what the list knows of it. The query
 * joins `chats` and asks `mayRead`, so that a list shows what can be read now.
 */
export const listedMessages = async <Row extends { message: typeof messages.$inferSelect }>(
  tx: Db | Tx,
  rows: readonly Row[],
  limit: number,
): Promise<Listed<Row>> => {
  const page = rows.slice(0, limit)
  const shown = await readMessages(
    tx,
    page.map(({ message }) => message),
  )
  return {
    items: page.flatMap((row, index) => {
      const message = shown[index]
      return message ? [{ ...row, message }] : []
    }),
    people: await findPeople(
      tx,
      page.map(({ message }) => message.senderId),
    ),
    hasMore: rows.length > limit,
  }
}
