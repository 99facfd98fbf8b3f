import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { MessageId, UserId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { chats, messages } from '../db/schema.ts'
import type { MessageKind } from '../../shared/search-query.ts'
import type { SearchDoc } from '../ports.ts'
import { kindsOfText } from './kinds.ts'

/** The form of the documents that are made here. A change of what is in them, or of the terms, takes the next number: every index is then made anew. */
export const searchFormat = 3

/** Characters of a file that are searched. */
const mostOfFile = 20_000

/** System lines are told anew in each reader's language: there is no text to find. */
const isFindable = and(isNull(messages.deletedAt), isNull(messages.notice))

const select = (db: Db, which: SQL) =>
  db
    .select({
      id: messages.id,
      // A file's text comes after the message, which does not change by it.
      version: sql<number>`(${messages.rev} * 64 + (
        select count(*) from message_files mf join files f on f.id = mf.file_id
        where mf.message_id = ${messages.id} and f.text is not null))::float8`,
      workspaceId: chats.workspaceId,
      chatId: messages.chatId,
      senderId: messages.senderId,
      body: messages.body,
      pair: chats.pair,
      mentioned: sql<UserId[]>`array(
        select n.user_id::text from mentions n where n.message_id = ${messages.id})`,
      reacted: sql<boolean>`exists (
        select 1 from reactions r where r.message_id = ${messages.id})`,
      pinned: sql<boolean>`exists (select 1 from pins p where p.message_id = ${messages.id})`,
      inThread: sql<boolean>`${messages.threadId} is not null or exists (
        select 1 from messages t where t.thread_id = ${messages.id} and t.deleted_at is null)`,
      // Names, and the beginning of what they say.
      attached: sql<string>`coalesce((
        select string_agg(f.name || e'\\n' || left(coalesce(f.text, ''), ${mostOfFile}), e'\\n' order by mf.place)
        from message_files mf join files f on f.id = mf.file_id
        where mf.message_id = ${messages.id}), '')`,
      pictured: sql<boolean>`exists (
        select 1 from message_files mf join files f on f.id = mf.file_id
        where mf.message_id = ${messages.id} and f.kind = 'image')`,
      createdAt: messages.createdAt,
    })
    .from(messages)
    .innerJoin(chats, eq(chats.id, messages.chatId))
    .where(and(isFindable, which))
    .orderBy(asc(messages.id))

type Row = Awaited<ReturnType<typeof select>>[number]

/** What the index should know of messages, as the record is at this moment. Those that are not to be found are not among them. */
export const readDocs = async (db: Db, ids: readonly MessageId[]): Promise<SearchDoc[]> =>
  ids.length === 0 ? [] : (await select(db, inArray(messages.id, [...ids]))).map(toDoc)

/** As {@link readDocs}, of the next messages after one. */
export const readDocsAfter = async (
  db: Db,
  cursor: MessageId | null,
  limit: number,
): Promise<SearchDoc[]> => {
  // Chosen by themselves first: else what hangs on each is looked up for all that follow, before the first few are taken.
  const next = db
    .select({ id: messages.id })
    .from(messages)
    .where(and(isFindable, cursor === null ? undefined : gt(messages.id, cursor)))
    .orderBy(asc(messages.id))
    .limit(limit)
  return (await select(db, inArray(messages.id, next))).map(toDoc)
}

/** How many messages there are to find. */
export const countDocs = (db: Db): Promise<number> => db.$count(messages, isFindable)

const toDoc = ({
  pair,
  mentioned,
  reacted,
  pinned,
  inThread,
  pictured,
  ...row
}: Row): SearchDoc => {
  const other = pair?.split(':').filter((id) => id !== row.senderId) as UserId[] | undefined
  return {
    ...row,
    to: [...new Set([...mentioned, ...(other ?? [])])],
    kinds: [
      ...new Set<MessageKind>([
        ...kindsOfText(row.body),
        ...(row.attached === '' ? [] : (['file'] as const)),
        ...(pictured ? (['image'] as const) : []),
      ]),
      ...(reacted ? (['reaction'] as const) : []),
      ...(pinned ? (['pinned'] as const) : []),
      ...(inThread ? (['thread'] as const) : []),
    ],
  }
}
