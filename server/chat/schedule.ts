import { and, asc, count, eq, isNull } from 'drizzle-orm'
import { Fault, fail } from '../../shared/errors.ts'
import type { ChatId, FileId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Draft, SendOptions } from '../../shared/message.ts'
import type { Db, Tx } from '../db/database.ts'
import { chats, messages, scheduled } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import type { Member } from './access.ts'
import { requireLive } from './access.ts'
import { filesFor, findSendable } from './attach.ts'
import { ahead } from './ahead.ts'
import { rootOf } from './follow-thread.ts'
import { quoteOf } from './quote-message.ts'

/** A message that waits for its time. `failure` says why it could not be sent; then it waits for its author. */
export interface Scheduled {
  id: MessageId
  chatId: ChatId
  threadId: MessageId | null
  alsoToChannel: boolean
  body: string
  options: SendOptions
  fileIds: FileId[]
  sendAt: string
  failure: string | null
}

type Row = typeof scheduled.$inferSelect

/** Sends a message later, under the id it is given now. Asking again with the same words changes nothing. */
export const scheduleMessage = async (
  deps: Deps,
  member: Member,
  { sendAt, quote, emote, silent, confirmed, ...draft }: Draft & { sendAt: string },
): Promise<Scheduled> => {
  requireLive(member)
  const options = { quote, emote, silent, confirmed }
  if (quote) await quoteOf(deps.db, member.userId, quote)
  const at = ahead(sendAt, deps.now(), 'sendAt')
  const { userId } = member
  const row = await deps.db.transaction(async (tx) => {
    if (draft.threadId) await rootOf(tx, member, draft.threadId)
    const files = filesFor(
      await findSendable(tx, [{ userId, draft }]),
      { userId, draft },
      member.workspaceId,
    )
    if (files instanceof Fault) throw files
    const added = await add(tx, { ...draft, options, userId, sendAt: at })
    return added ?? sameAsBefore(tx, member, { ...draft, ...options }, at)
  })
  deps.wake()
  return toScheduled(row)
}

/** Lets somebody else, the bot, remind a person at a time to come. Asked again under the same id, it stands as it was. */
export const scheduleReminder = async (
  deps: Deps,
  { draft, userId, by, sendAt }: { draft: Draft; userId: UserId; by: UserId; sendAt: Date },
): Promise<Scheduled> => {
  const at = ahead(sendAt.toISOString(), deps.now(), 'body')
  const row = await deps.db.transaction(async (tx) => {
    const [known] = await tx.select().from(scheduled).where(eq(scheduled.id, draft.id))
    if (known?.userId === userId && known.sentBy === by) return known
    return (await add(tx, { ...draft, userId, sentBy: by, sendAt: at })) ?? reusedId()
  })
  deps.wake()
  return toScheduled(row)
}

/** @returns null when the id waits already @throws Fault `conflict` when too many wait, or the id was sent */
const add = async (
  tx: Tx,
  values: Pick<typeof scheduled.$inferInsert, 'id' | 'chatId' | 'body' | 'userId' | 'sendAt'> &
    Partial<typeof scheduled.$inferInsert>,
): Promise<Row | null> => {
  const [all] = await tx
    .select({ n: count() })
    .from(scheduled)
    .where(eq(scheduled.userId, values.userId))
  const [row] = await tx.insert(scheduled).values(values).onConflictDoNothing().returning()
  if (!row) return null
  if ((all?.n ?? 0) >= limits.scheduledPerPerson)
    fail('conflict', `At most ${limits.scheduledPerPerson} messages can wait to be sent.`, {
      field: 'sendAt',
    })
  const [sent] = await tx.select({ id: messages.id }).from(messages).where(eq(messages.id, row.id))
  if (sent) return reusedId()
  await tell(tx, row, 'waiting')
  return row
}

const sameAsBefore = async (tx: Tx, { userId }: Member, draft: Draft, at: Date): Promise<Row> => {
  const [row] = await tx.select().from(scheduled).where(eq(scheduled.id, draft.id))
  const same =
    row?.userId === userId &&
    row.chatId === draft.chatId &&
    row.threadId === (draft.threadId ?? null) &&
    row.alsoToChannel === (draft.alsoToChannel ?? false) &&
    row.body === draft.body &&
    row.options.quote?.messageId === draft.quote?.messageId &&
    row.options.emote === draft.emote &&
    row.options.silent === draft.silent &&
    String(row.fileIds ?? []) === String(draft.fileIds ?? []) &&
    row.sendAt.getTime() === at.getTime()
  return same ? row : reusedId()
}

const reusedId = () =>
  fail('conflict', 'This id belongs to another message. Schedule with a new id.', { field: 'id' })

/** What a person has waiting in all workspaces, the next to be sent first. */
export const listScheduled = async (
  db: Db,
  userId: UserId,
): Promise<(Scheduled & { workspaceId: WorkspaceId })[]> => {
  const rows = await db
    .select({ row: scheduled, workspaceId: chats.workspaceId })
    .from(scheduled)
    .innerJoin(chats, eq(chats.id, scheduled.chatId))
    .where(eq(scheduled.userId, userId))
    .orderBy(asc(scheduled.sendAt), asc(scheduled.id))
  return rows.map(({ row, workspaceId }) => ({ ...toScheduled(row), workspaceId }))
}

/** Changes when, or what, a waiting message is sent; one that failed waits again. @throws Fault `not_found` when it does not wait any more */
export const reschedule = async (
  deps: Deps,
  userId: UserId,
  { id, sendAt, body }: { id: MessageId; sendAt: string; body?: string | undefined },
): Promise<Scheduled> => {
  const at = ahead(sendAt, deps.now(), 'sendAt')
  const row = await deps.db.transaction(async (tx) => {
    const [changed] = await tx
      .update(scheduled)
      .set({ sendAt: at, failure: null, ...(body === undefined ? {} : { body }) })
      .where(waiting(userId, id))
      .returning()
    if (!changed) return gone()
    await tell(tx, changed, 'waiting')
    return changed
  })
  deps.wake()
  return toScheduled(row)
}

/** Takes back a waiting message. @throws Fault `not_found` when it does not wait any more */
export const cancelScheduled = async (deps: Deps, userId: UserId, id: MessageId): Promise<void> => {
  await deps.db.transaction(async (tx) => {
    const [row] = await tx.delete(scheduled).where(waiting(userId, id)).returning()
    if (!row) return gone()
    await tell(tx, row, 'cancelled')
  })
  deps.wake()
}

/** Once a server has claimed it, it may be sent already. */
const waiting = (userId: UserId, id: MessageId) =>
  and(eq(scheduled.id, id), eq(scheduled.userId, userId), isNull(scheduled.claimedAt))

const gone = () =>
  fail('not_found', 'No such message waits: it may just have been sent.', { field: 'id' })

/** Tells its author's devices what became of a scheduled message. */
export const tell = (
  tx: Tx,
  { id, userId, chatId }: Row,
  state: 'waiting' | 'cancelled' | 'sent' | 'failed',
) => record(tx, { type: 'scheduled.changed', userId, chatId, messageId: id, state })

const toScheduled = (row: Row): Scheduled => ({
  id: row.id,
  chatId: row.chatId,
  threadId: row.threadId,
  alsoToChannel: row.alsoToChannel,
  body: row.body,
  options: row.options,
  fileIds: row.fileIds ?? [],
  sendAt: row.sendAt.toISOString(),
  failure: row.failure,
})
