import { sql } from 'drizzle-orm'
import type { MessageId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Thread } from '../../shared/message.ts'
import type { Db, Tx } from '../db/database.ts'

/**
 * What hangs on messages, counted from rows: at most `limits.threadReplies` live replies are looked at, the oldest, and the last
 * one. Roots without a live reply are left out.
 */
export const threadsOf = async (
  db: Db | Tx,
  rootIds: readonly MessageId[],
): Promise<Map<MessageId, Thread>> => {
  if (rootIds.length === 0) return new Map()
  const rows = await db.execute<{
    id: MessageId
    replies: number
    participants: string
    seq: string
    at: number
  }>(sql`
    select root.id, counted.replies, counted.participants, latest.seq, latest.at
    from unnest(${sql.param([...rootIds])}::uuid[]) as root (id)
    cross join lateral (
      select sum(n)::int as replies,
        array_to_string((array_agg(sender_id order by since))[1:${sql.raw(String(limits.threadParticipants))}], ',') as participants
      from (
        select sender_id, count(*) as n, min(seq) as since
        from (
          select sender_id, seq from messages
          where thread_id = root.id and deleted_at is null
          order by seq limit ${limits.threadReplies}
        ) reply group by sender_id
      ) sender
    ) counted
    cross join lateral (
      select seq, (extract(epoch from created_at) * 1000)::float8 as at from messages
      where thread_id = root.id and deleted_at is null
      order by seq desc limit 1
    ) latest`)
  return new Map(
    rows.map(({ id, replies, participants, seq, at }) => [
      id,
      {
        replies,
        lastReplyAt: new Date(at).toISOString(),
        lastReplySeq: Number(seq),
        participants: participants.split(',') as UserId[],
      },
    ]),
  )
}

/** A thread after one more reply: what {@link threadsOf} would then count. */
export const withReply = (
  thread: Thread | undefined,
  { senderId, seq, at }: { senderId: UserId; seq: number; at: Date },
): Thread => {
  const replies = thread?.replies ?? 0
  const participants = thread?.participants ?? []
  const joins =
    replies < limits.threadReplies &&
    participants.length < limits.threadParticipants &&
    !participants.includes(senderId)
  return {
    replies: Math.min(replies + 1, limits.threadReplies),
    lastReplyAt: at.toISOString(),
    lastReplySeq: seq,
    participants: joins ? [...participants, senderId] : participants,
  }
}
