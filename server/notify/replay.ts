import { and, asc, eq, getTableColumns, gt, gte, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import type { UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Db } from '../db/database.ts'
import { chatMembers, outbox, relay, workspaceMembers } from '../db/schema.ts'
import { lives } from '../identity/credentials.ts'
import { toEvent } from '../outbox/to-event.ts'
import type { Published } from '../ports.ts'

/** How many positions a replay looks through at most: who was away for longer reads the present instead. */
export const replayPositions = 50_000

/** Where the log stands. */
export interface Clock {
  epoch: string
  /** The last position whose row can be read. */
  readable: number
  /** The last position that was drawn: it may be on the bus before it can be read, and after a crash is never read. */
  drawn: number
  /** Whether events wait for the relay, or for it to commit: without any, nothing is on the bus that cannot be read. */
  pending: boolean
  /** The first position that is still kept; null when there is none. */
  oldest: number | null
  /** Whether the session or token that asks still lives. */
  alive: boolean
}

const pending = sql<boolean>`exists (select 1 from ${outbox} where position is null)`

/** Reads the clock of the log, and with it whether a session or token lives, in one query. */
export const readClock = async (db: Db, credentialId: string, now: Date): Promise<Clock> => {
  const [row] = await db
    .select({
      epoch: relay.epoch,
      readable: relay.position,
      drawn:
        sql`(select case when is_called then last_value else 0 end from stream_position)`.mapWith(
          Number,
        ),
      pending,
      oldest: sql<string | null>`(select min(position) from ${outbox})`,
      alive: lives(db, credentialId, now),
    })
    .from(relay)
    .where(eq(relay.id, 1))
  if (!row) throw new Error('the table relay has lost its row')
  return { ...row, oldest: row.oldest === null ? null : Number(row.oldest) }
}

/** The part of the clock that moves when the relay commits. */
export const readProgress = async (db: Db): Promise<Pick<Clock, 'readable' | 'pending'>> => {
  const [row] = await db
    .select({ readable: relay.position, pending })
    .from(relay)
    .where(eq(relay.id, 1))
  return row ?? { readable: 0, pending: false }
}

/**
 * What a person has missed after a position, oldest first: the events of her chats since she joined them, the end of her own
 * memberships, her personal events, and those of her workspaces unless she is a guest there.
 * @returns null when it is more than `limits.sinceEvents`
 */
export const readMissed = async (
  db: Db,
  userId: UserId,
  after: number,
): Promise<Published[] | null> => {
  const rows = await db
    .select(getTableColumns(outbox))
    .from(outbox)
    .leftJoin(
      chatMembers,
      and(eq(chatMembers.chatId, outbox.chatId), eq(chatMembers.userId, userId)),
    )
    .leftJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.workspaceId, outbox.workspaceId),
        eq(workspaceMembers.userId, userId),
        eq(workspaceMembers.status, 'active'),
      ),
    )
    .where(
      and(
        gt(outbox.position, after),
        or(
          eq(outbox.userId, userId),
          and(
            isNotNull(workspaceMembers.userId),
            isNull(chatMembers.leftAt),
            gte(outbox.seq, chatMembers.joinedSeq),
          ),
          and(isNull(outbox.chatId), ne(workspaceMembers.role, 'guest')),
        ),
      ),
    )
    .orderBy(asc(outbox.position))
    .limit(limits.sinceEvents + 1)
  if (rows.length > limits.sinceEvents) return null
  return rows.map((row) => ({ position: row.position ?? 0, event: toEvent(row) }))
}
