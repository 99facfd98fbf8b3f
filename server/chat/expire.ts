import { and, eq, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import type { Tx } from '../db/database.ts'
import {
  chats,
  drafts,
  expiredMessages,
  mentions,
  messageEdits,
  messageFiles,
  messages,
  outbox,
  pins,
  reactions,
  saved,
  searchDocs,
} from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { blank } from '../outbox/blank.ts'
import { record } from '../outbox/record.ts'
import { draw } from './clock.ts'
import { rulesOf } from './retention.ts'

const dayMs = 24 * 60 * 60 * 1000
/** Chats that one run looks after, and messages that one transaction deletes: no sender waits long for the lock of a chat. */
const chatsAtOnce = 20
const batch = 500

/**
 * Deletes what has passed its time under the rules of retention, each chat from its oldest message on. Any number of processes may
 * run it and any may die: a batch is one transaction, and `chats.retained_from` says where the next one begins.
 * @returns how many messages went; 0 when nothing is due
 */
export const expireMessages = async (deps: Deps): Promise<number> => {
  let gone = 0
  for (const chatId of await overdue(deps)) {
    gone += await deps.db.transaction((tx) => expireBatch(deps, tx, chatId))
    deps.wake()
  }
  return gone
}

/** Chats under a rule whose oldest message is past it. One look at an index for each of them. */
const overdue = async ({ db, now }: Deps): Promise<ChatId[]> => {
  const rows = await db.execute<{ id: ChatId }>(sql`
    select c.id from chats c join workspaces w on w.id = c.workspace_id
    cross join lateral (
      select created_at from messages where chat_id = c.id and seq >= c.retained_from
      order by seq limit 1
    ) oldest
    where oldest.created_at
      < ${now().toISOString()}::timestamptz - least(w.retention_days, c.retention_days) * interval '1 day'
    limit ${chatsAtOnce}`)
  return rows.map(({ id }) => id)
}

const expireBatch = async (deps: Deps, tx: Tx, chatId: ChatId): Promise<number> => {
  const at = deps.now()
  const { retainedFrom: from } = await draw(tx, chatId, 0)
  const { applies } = await rulesOf(tx, chatId)
  if (applies === null) return 0
  const due = new Date(at.getTime() - applies * dayMs)
  const oldest = await tx
    .select({ seq: messages.seq, createdAt: messages.createdAt })
    .from(messages)
    .where(and(eq(messages.chatId, chatId), sql`${messages.seq} >= ${from}`))
    .orderBy(messages.seq)
    .limit(batch)
  const kept = oldest.findIndex(({ createdAt }) => createdAt >= due)
  const last = (kept === -1 ? oldest : oldest.slice(0, kept)).at(-1)
  if (!last) return 0
  const retainedFrom = last.seq + 1
  const gone = await removeBelow(deps, tx, { chatId, retainedFrom, at })
  // The log goes as far as its messages. What is not published yet stays, and so does what tells of no message.
  const published = and(eq(outbox.chatId, chatId), isNotNull(outbox.position))
  await tx.delete(outbox).where(and(published, lt(outbox.seq, retainedFrom)))
  await tx.delete(outbox).where(and(published, isNull(outbox.seq), lt(outbox.createdAt, due)))
  const { workspaceId, lastSeq: seq } = await draw(tx, chatId)
  await tx.update(chats).set({ retainedFrom }).where(eq(chats.id, chatId))
  await record(tx, { type: 'history.expired', workspaceId, chatId, seq, retainedFrom })
  return gone
}

/**
 * Deletes the messages below a seq with all that hangs on them. The root of a thread that goes on stays as a tombstone until its last
 * reply has gone.
 */
const removeBelow = async (
  { search, databaseSearch }: Deps,
  tx: Tx,
  { chatId, retainedFrom, at }: { chatId: ChatId; retainedFrom: number; at: Date },
): Promise<number> => {
  const below = and(eq(messages.chatId, chatId), lt(messages.seq, retainedFrom))
  const ids = (await tx.select({ id: messages.id }).from(messages).where(below)).map(({ id }) => id)
  // Before they go: if the search server is away, the whole batch waits for it.
  if (search !== databaseSearch) await search.drop(ids)
  await tx.delete(searchDocs).where(inArray(searchDocs.id, ids))
  await tx.delete(messageEdits).where(inArray(messageEdits.messageId, ids))
  await blank(tx, ids)
  const gone = await tx
    .delete(messages)
    .where(
      and(
        below,
        sql`not exists (select 1 from messages reply where reply.thread_id = ${messages.id} and reply.seq >= ${retainedFrom})`,
      ),
    )
    .returning({ id: messages.id })
  const roots = await tx
    .update(messages)
    .set({
      body: '',
      calls: null,
      deletedAt: sql`coalesce(${messages.deletedAt}, ${at.toISOString()}::timestamptz)`,
    })
    .where(below)
    .returning({ id: messages.id })
  await strip(
    tx,
    roots.map(({ id }) => id),
  )
  if (gone.length === 0) return 0
  await tx.insert(expiredMessages).values(gone.map(({ id }) => ({ id, chatId })))
  await tx.delete(drafts).where(
    inArray(
      drafts.place,
      gone.map(({ id }) => id),
    ),
  )
  return gone.length
}

/** Takes from tombstones what goes by itself with a message that is deleted. */
const strip = async (tx: Tx, ids: readonly MessageId[]): Promise<void> => {
  if (ids.length === 0) return
  for (const table of [mentions, messageFiles, reactions, pins, saved])
    await tx.delete(table).where(inArray(table.messageId, [...ids]))
}

/** Which of the ids once were messages of the chats, and are no more. */
export const expiredAmong = async (
  tx: Tx,
  ids: readonly MessageId[],
): Promise<ReadonlySet<string>> => {
  const rows = await tx
    .select({ id: expiredMessages.id })
    .from(expiredMessages)
    .where(inArray(expiredMessages.id, [...ids]))
  return new Set(rows.map(({ id }) => id))
}
