import { sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { MessageId } from '../../shared/ids.ts'
import { toPlainText } from '../../shared/plain-text.ts'
import type { Db } from '../db/database.ts'

/** A message beside a hit, in one line. */
export interface Line {
  sender: string
  text: string
}

const shown = 160

/** The line before and the line after each message: in its thread for a reply, else in the chat's own list. */
export const linesAround = async (
  db: Db,
  ids: readonly MessageId[],
): Promise<Map<MessageId, { before: Line | null; after: Line | null }>> => {
  if (ids.length === 0) return new Map()
  const beside = (which: 'before' | 'after'): SQL => {
    const [than, order] = which === 'before' ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`]
    const said = sql`m.seq ${than} h.seq and m.deleted_at is null and m.body <> ''`
    return sql`left join lateral (
      select m.sender_id, left(m.body, ${shown}) as text from messages m
      where h.thread_id is null and m.chat_id = h.chat_id and ${said}
        and (m.thread_id is null or m.also_to_channel)
      order by m.seq ${order} limit 1
    ) list_${sql.raw(which)} on true
    left join lateral (
      select m.sender_id, left(m.body, ${shown}) as text from messages m
      where m.thread_id = h.thread_id and ${said}
      order by m.seq ${order} limit 1
    ) thread_${sql.raw(which)} on true
    left join users ${sql.raw(which)}_by
      on ${sql.raw(which)}_by.id = coalesce(list_${sql.raw(which)}.sender_id, thread_${sql.raw(which)}.sender_id)`
  }
  const rows = await db.execute<{
    id: MessageId
    before_by: string | null
    before: string | null
    after_by: string | null
    after: string | null
  }>(sql`
    select h.id,
      before_by.name as before_by, coalesce(list_before.text, thread_before.text) as before,
      after_by.name as after_by, coalesce(list_after.text, thread_after.text) as after
    from messages h ${beside('before')} ${beside('after')}
    where h.id = any(${`{${ids.join(',')}}`}::uuid[])`)
  const line = (sender: string | null, text: string | null): Line | null =>
    sender === null || text === null ? null : { sender, text: toPlainText(text) }
  return new Map(
    rows.map((row) => [
      row.id,
      { before: line(row.before_by, row.before), after: line(row.after_by, row.after) },
    ]),
  )
}
