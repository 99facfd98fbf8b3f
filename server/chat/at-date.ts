import { sql } from 'drizzle-orm'
import type { ChatId } from '../../shared/ids.ts'
import type { Tx } from '../db/database.ts'

/**
 * The seq at which a chat's messages of a time begin: of the first at or after it, else one past the last. Found by halving, since seq
 * and time rise together: twenty looks into the index of seq at a million messages, and no index of its own.
 */
export const seqAt = async (tx: Tx, chatId: ChatId, at: Date): Promise<number> => {
  const [row] = await tx.execute<{ seq: string }>(sql`
    with recursive halves (low, high) as (
      select 1::bigint, last_seq + 1 from chats where id = ${chatId}
      union all
      select case when earlier then middle + 1 else low end, case when earlier then high else middle end
      from (
        select low, high, (low + high) / 2 as middle, coalesce((
          select created_at < ${at.toISOString()}::timestamptz from messages
          where chat_id = ${chatId} and seq >= (low + high) / 2
          order by seq limit 1), false) as earlier
        from halves where low < high
      ) half
    )
    select low as seq from halves where low = high`)
  return Number(row?.seq ?? 1)
}
