import type { SQL } from 'drizzle-orm'
import { and, asc, desc, eq, gt, gte, lt, sql } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { Message } from '../../shared/message.ts'
import { namedIn } from '../../shared/notice.ts'
import type { Person } from '../../shared/people.ts'
import { atMost } from '../db/at-most.ts'
import type { Db, Tx } from '../db/database.ts'
import { inSnapshot } from '../db/database.ts'
import { chats, messages } from '../db/schema.ts'
import { findPeople } from '../identity/people.ts'
import type { Reader } from './access.ts'
import { seqAt } from './at-date.ts'
import { readMessages } from './read-messages.ts'

export interface Page {
  /** Ascending by seq. */
  messages: Message[]
  /** Everybody who speaks on the page, or is named by a system line. */
  people: Person[]
  hasBefore: boolean
  hasAfter: boolean
  /** The chat's clock when the page was read: later events have a higher seq, and events up to it are in the page already. */
  seq: number
  /** Everything below was deleted by a rule of retention; 0 when nothing was. */
  retainedFrom: number
}

/** Where to read: at most one of them; without any, the newest. */
export interface At {
  before?: number | undefined
  after?: number | undefined
  around?: number | undefined
  /** Around the first message at or after a time, ISO 8601. */
  date?: string | undefined
}

type Row = typeof messages.$inferSelect

/** Reads the newest messages, or those before, after or around a seq (each exclusive, `around` inclusive), or around a date. */
export const readPage = (db: Db, reader: Reader, at: At, limit: number): Promise<Page> =>
  inSnapshot(db, (tx) => readList(tx, reader, listed(reader), at, limit))

/**
 * The messages of a chat's own list: replies stand there only when they were sent to it as well, and what is left below
 * `retained_from` only holds a thread together.
 */
const listed = ({ chatId }: Reader): SQL =>
  sql`${messages.chatId} = ${chatId} and (${messages.threadId} is null or ${messages.alsoToChannel})
    and ${messages.seq} >= (select retained_from from chats where id = ${chatId})`

/** As {@link readPage}, of the messages that `list` picks. */
export const readList = async (
  db: Tx,
  reader: Reader,
  list: SQL,
  at: At,
  limit: number,
): Promise<Page> => {
  const [chat] = await db
    .select({ seq: chats.lastSeq, retainedFrom: chats.retainedFrom })
    .from(chats)
    .where(eq(chats.id, reader.chatId))
  const middle =
    at.date === undefined ? at.around : await seqAt(db, reader.chatId, new Date(at.date))
  const { rows, hasBefore, hasAfter } = await (middle !== undefined
    ? around(db, list, middle, limit)
    : at.after !== undefined
      ? after(db, list, at.after, limit)
      : before(db, list, at.before, limit))
  return {
    messages: await readMessages(db, rows),
    people: await findPeople(
      db,
      rows.flatMap((row) => [row.senderId, ...namedIn(row.notice)]),
    ),
    hasBefore,
    hasAfter,
    ...(chat ?? fail('not_found', 'There is no such chat.', { field: 'chatId' })),
  }
}

const before = async (db: Tx, list: SQL, seq: number | undefined, limit: number) => {
  const rows = await db
    .select()
    .from(messages)
    .where(seq === undefined ? list : and(list, lt(messages.seq, seq)))
    .orderBy(desc(messages.seq))
    .limit(atMost(limit + 1))
  return {
    rows: rows.slice(0, limit).reverse(),
    hasBefore: rows.length > limit,
    hasAfter: seq !== undefined,
  }
}

const after = async (db: Tx, list: SQL, seq: number, limit: number) => {
  const rows = await db
    .select()
    .from(messages)
    .where(and(list, gt(messages.seq, seq)))
    .orderBy(asc(messages.seq))
    .limit(atMost(limit + 1))
  return { rows: rows.slice(0, limit), hasBefore: seq > 0, hasAfter: rows.length > limit }
}

const around = async (db: Tx, list: SQL, seq: number, limit: number) => {
  const half = Math.floor(limit / 2)
  const older = await before(db, list, seq, half)
  const newer: Row[] = await db
    .select()
    .from(messages)
    .where(and(list, gte(messages.seq, seq)))
    .orderBy(asc(messages.seq))
    .limit(atMost(limit - half + 1))
  return {
    rows: [...older.rows, ...newer.slice(0, limit - half)],
    hasBefore: older.hasBefore,
    hasAfter: newer.length > limit - half,
  }
}
