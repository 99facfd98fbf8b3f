import { and, eq, sql } from 'drizzle-orm'
import { Fault } from '../../shared/errors.ts'
import { messages, scheduled } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { memberOf } from './access.ts'
import { tell } from './schedule.ts'
import { sendMessage } from './send-message.ts'

type Row = typeof scheduled.$inferSelect

/** A claim so old is of a server that died: another takes it up. The id of the message keeps it from being sent twice. */
const claimMs = 60_000
const batch = 20

/**
 * Sends what is due through the normal path, with the rights that its author has now. What is refused stays with the reason, what
 * fails on our side is tried again.
 * @returns how many were taken up
 */
export const sendDue = async (deps: Deps): Promise<number> => {
  const rows = await claim(deps)
  for (const row of rows)
    try {
      await send(deps, row)
      await deps.db.transaction(async (tx) => {
        await tx.delete(scheduled).where(eq(scheduled.id, row.id))
        await tell(tx, row, 'sent')
      })
    } catch (error) {
      if (!(error instanceof Fault) || error.code === 'unavailable') throw error
      await deps.db.transaction(async (tx) => {
        await tx
          .update(scheduled)
          .set({ failure: error.message, claimedAt: null })
          .where(eq(scheduled.id, row.id))
        await tell(tx, row, 'failed')
      })
    }
  if (rows.length > 0) deps.wake()
  return rows.length
}

const claim = async ({ db, now }: Deps): Promise<Row[]> => {
  const at = now()
  const stale = new Date(at.getTime() - claimMs)
  const due = sql`${scheduled.id} in (
    select id from scheduled
    where failure is null and send_at <= ${at.toISOString()}::timestamptz
      and (claimed_at is null or claimed_at < ${stale.toISOString()}::timestamptz)
    order by send_at limit ${batch} for update skip locked)`
  const rows = await db.update(scheduled).set({ claimedAt: at }).where(due).returning()
  return rows.sort((a, b) => a.sendAt.getTime() - b.sendAt.getTime())
}

const send = async (deps: Deps, row: Row): Promise<void> => {
  // Whoever died after sending it must not see it fail, e.g. because its author has left since.
  const [sent] = await deps.db
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.id, row.id), eq(messages.senderId, row.sentBy ?? row.userId)))
  if (sent) return
  const { id, chatId, body, threadId, alsoToChannel, options, fileIds } = row
  const member = await memberOf(deps.db, row.sentBy ?? row.userId, chatId)
  const thread = threadId ? { threadId, alsoToChannel } : {}
  const files = fileIds ? { fileIds } : {}
  await sendMessage(deps, member, { id, chatId, body, ...options, ...thread, ...files })
}
