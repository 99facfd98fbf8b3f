import { and, eq, sql } from 'drizzle-orm'
import type { MessageId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Message } from '../../shared/message.ts'
import type { Db, Tx } from '../db/database.ts'
import { inSnapshot } from '../db/database.ts'
import { messages, threadFollowers } from '../db/schema.ts'
import { findPeople } from '../identity/people.ts'
import type { Reader } from './access.ts'
import { rootOf } from './follow-thread.ts'
import type { At, Page } from './page.ts'
import { readList } from './page.ts'
import { readMessages } from './read-messages.ts'

/** A page of replies, with what they reply to. */
export interface ThreadPage extends Page {
  root: Message
  following: boolean
  /** Up to where a follower has read; null for others. */
  readSeq: number | null
  /** Others' replies that wait for a follower, counted up to `limits.unreadShown`. */
  unread: number
}

/** Reads the newest replies of a thread, or those before, after or around a seq. */
export const readThread = (
  db: Db,
  reader: Reader,
  threadId: MessageId,
  at: At,
  limit: number,
): Promise<ThreadPage> =>
  inSnapshot(db, async (tx) => {
    const row = await rootOf(tx, reader, threadId)
    const page = await readList(tx, reader, sql`${messages.threadId} = ${threadId}`, at, limit)
    const [root] = await readMessages(tx, [row])
    if (!root) throw new Error('a row gave no message')
    const speaking = page.people.some(({ id }) => id === row.senderId)
    const [mine] = await tx
      .select()
      .from(threadFollowers)
      .where(and(eq(threadFollowers.threadId, threadId), eq(threadFollowers.userId, reader.userId)))
    const readSeq = mine?.following ? mine.readSeq : null
    return {
      ...page,
      people: speaking ? page.people : [...page.people, ...(await findPeople(tx, [row.senderId]))],
      root,
      following: readSeq !== null,
      readSeq,
      unread: readSeq === null ? 0 : await unreadIn(tx, reader, threadId, readSeq),
    }
  })

const unreadIn = async (tx: Tx, { userId }: Reader, threadId: MessageId, readSeq: number) => {
  const [waiting] = await tx.execute<{ n: number }>(sql`
    select count(*)::int as n from (
      select 1 from messages
      where thread_id = ${threadId} and seq > ${readSeq}
        and sender_id <> ${userId} and deleted_at is null
      limit ${limits.unreadShown}) waiting`)
  return waiting?.n ?? 0
}
