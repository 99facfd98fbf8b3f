import type { SQL } from 'drizzle-orm'
import { and, asc, eq, gt, inArray, isNull, lte } from 'drizzle-orm'
import type { ChatId, FileId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import {
  audit,
  chatMembers,
  chats,
  files,
  mentions,
  messageEdits,
  messageFiles,
  messages,
  pins,
  reactions,
  users,
  workspaceMembers,
} from '../db/schema.ts'

const page = 500

/** A chat as an export reads it: up to where it had come when the export began. */
export type ExportedChat = typeof chats.$inferSelect

/** Goes through a table in pages, each read by what the last row of the one before was. */
async function* paged<Row>(read: (after: Row | undefined) => Promise<Row[]>): AsyncGenerator<Row> {
  for (let rows = await read(undefined); ; rows = await read(rows.at(-1))) {
    yield* rows
    if (rows.length < page) return
  }
}

/** The messages of a chat in order, with what hangs on each. A deleted one says nothing. */
export async function* messagesOf(
  db: Db,
  chat: ExportedChat,
  only?: SQL,
): AsyncGenerator<{ id: MessageId } & object> {
  const rows = paged<typeof messages.$inferSelect>((after) =>
    db
      .select()
      .from(messages)
      .where(
        and(
          eq(messages.chatId, chat.id),
          gt(messages.seq, after?.seq ?? 0),
          lte(messages.seq, chat.lastSeq),
          only,
        ),
      )
      .orderBy(asc(messages.seq))
      .limit(page),
  )
  let batch: (typeof messages.$inferSelect)[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < page) continue
    yield* await withFacets(db, batch)
    batch = []
  }
  yield* await withFacets(db, batch)
}

const withFacets = async (db: Db, rows: readonly (typeof messages.$inferSelect)[]) => {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const mentioned = await db.select().from(mentions).where(inArray(mentions.messageId, ids))
  const reacted = await db
    .select()
    .from(reactions)
    .where(inArray(reactions.messageId, ids))
    .orderBy(asc(reactions.seq))
  const pinned = await db.select().from(pins).where(inArray(pins.messageId, ids))
  const carried = await db
    .select()
    .from(messageFiles)
    .where(inArray(messageFiles.messageId, ids))
    .orderBy(asc(messageFiles.place))
  const edits = await db
    .select()
    .from(messageEdits)
    .where(inArray(messageEdits.messageId, ids))
    .orderBy(asc(messageEdits.seq))
  return rows.map(({ fingerprint: _, changedSeq: __, rev: ___, ...row }) => {
    const mine = (facet: { messageId: MessageId }) => facet.messageId === row.id
    return {
      ...row,
      body: row.deletedAt ? '' : row.body,
      mentions: mentioned.filter(mine).map(({ userId }) => userId),
      reactions: reacted.filter(mine).map(({ emoji, userId, seq }) => ({ emoji, userId, seq })),
      pinned: pinned.some(mine),
      files: carried.filter(mine).map(({ fileId }) => fileId),
      edits: edits.filter(mine).map(({ body, editedAt, seq }) => ({ body, editedAt, seq })),
    }
  })
}

/** The files that the messages of a chat carry, each once. */
export const filesOf = (
  db: Db,
  chat: ExportedChat,
  only?: SQL,
): AsyncGenerator<{ id: FileId; hash: string }> =>
  paged((after) =>
    db
      .selectDistinct({
        id: files.id,
        ownerId: files.ownerId,
        name: files.name,
        type: files.type,
        size: files.size,
        hash: files.hash,
        alt: files.alt,
        createdAt: files.createdAt,
      })
      .from(messageFiles)
      .innerJoin(files, eq(files.id, messageFiles.fileId))
      .innerJoin(messages, eq(messages.id, messageFiles.messageId))
      .where(
        and(
          eq(messageFiles.chatId, chat.id),
          lte(messageFiles.seq, chat.lastSeq),
          isNull(messages.deletedAt),
          after ? gt(files.id, after.id) : undefined,
          only,
        ),
      )
      .orderBy(asc(files.id))
      .limit(page),
  )

/** Who is in a workspace, by id. */
export const peopleOf = (db: Db, workspaceId: WorkspaceId): AsyncGenerator<{ id: UserId }> =>
  paged((after) =>
    db
      .select({
        id: users.id,
        name: users.name,
        username: users.username,
        email: users.email,
        title: users.title,
        isBot: users.isBot,
        role: workspaceMembers.role,
        status: workspaceMembers.status,
        joinedAt: workspaceMembers.createdAt,
      })
      .from(workspaceMembers)
      .innerJoin(users, eq(users.id, workspaceMembers.userId))
      .where(
        and(
          eq(workspaceMembers.workspaceId, workspaceId),
          after ? gt(users.id, after.id) : undefined,
        ),
      )
      .orderBy(asc(users.id))
      .limit(page),
  )

/** Who is in some chats. */
export async function* membersOf(db: Db, all: readonly ExportedChat[]): AsyncGenerator<object> {
  for (const { id } of all) {
    yield* await db
      .select({
        chatId: chatMembers.chatId,
        userId: chatMembers.userId,
        role: chatMembers.role,
        joinedAt: chatMembers.joinedAt,
      })
      .from(chatMembers)
      .where(and(eq(chatMembers.chatId, id), isNull(chatMembers.leftAt)))
      .orderBy(asc(chatMembers.userId))
  }
}

/** The log of acts of a workspace, with its chain. */
export const auditOf = (db: Db, workspaceId: WorkspaceId): AsyncGenerator<{ seq: number }> =>
  paged((after) =>
    db
      .select()
      .from(audit)
      .where(and(eq(audit.workspaceId, workspaceId), gt(audit.seq, after?.seq ?? 0)))
      .orderBy(asc(audit.seq))
      .limit(page),
  )

/** The chats of some ids, oldest first. */
export const readChats = async (db: Db, ids: readonly ChatId[]): Promise<ExportedChat[]> =>
  ids.length === 0
    ? []
    : db
        .select()
        .from(chats)
        .where(inArray(chats.id, [...ids]))
        .orderBy(asc(chats.createdAt), asc(chats.id))
