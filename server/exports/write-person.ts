import { and, eq, isNull } from 'drizzle-orm'
import type { ChatId, UserId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import {
  accessTokens,
  chatMembers,
  chats,
  drafts,
  messages,
  saved,
  scheduled,
  searches,
  sessions,
  users,
  workspaceMembers,
  workspaces,
} from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { Archive } from './archive.ts'
import type { ExportedChat } from './rows.ts'
import { messagesOf, readChats } from './rows.ts'
import type { ChatPart } from './write-files.ts'
import { writeFiles } from './write-files.ts'
import { stream } from './write-workspace.ts'

/** Writes all that concerns a person: what she said of herself, the chats that she is in, and what she wrote anywhere else. */
export const writePerson = async (
  deps: Deps,
  archive: Archive,
  userId: UserId,
): Promise<ExportedChat[]> => {
  const { db } = deps
  // Named one by one: a secret that this table gets one day must not get in here by itself.
  const person = await db
    .select({
      id: users.id,
      name: users.name,
      username: users.username,
      email: users.email,
      title: users.title,
      timeZone: users.timeZone,
      statusText: users.statusText,
      statusEmoji: users.statusEmoji,
      createdAt: users.createdAt,
    })
    .from(users)
    .where(eq(users.id, userId))
  await archive.table('person.jsonl', stream(person))
  const of = await db
    .select({
      workspaceId: workspaces.id,
      name: workspaces.name,
      role: workspaceMembers.role,
      status: workspaceMembers.status,
      joinedAt: workspaceMembers.createdAt,
    })
    .from(workspaceMembers)
    .innerJoin(workspaces, eq(workspaces.id, workspaceMembers.workspaceId))
    .where(eq(workspaceMembers.userId, userId))
  await archive.table('workspaces.jsonl', stream(of))
  const signedIn = await db.select().from(sessions).where(eq(sessions.userId, userId))
  await archive.table(
    'sessions.jsonl',
    stream(
      signedIn.map(({ userAgent, createdAt, expiresAt }) => ({ userAgent, createdAt, expiresAt })),
    ),
  )
  const tokens = await db
    .select({
      name: accessTokens.name,
      scope: accessTokens.scope,
      hint: accessTokens.hint,
      createdAt: accessTokens.createdAt,
      expiresAt: accessTokens.expiresAt,
      lastUsedAt: accessTokens.lastUsedAt,
    })
    .from(accessTokens)
    .where(eq(accessTokens.userId, userId))
  await archive.table('tokens.jsonl', stream(tokens))
  for (const [name, table] of Object.entries({ drafts, scheduled, saved, searches }))
    await archive.table(
      `${name}.jsonl`,
      stream(await db.select().from(table).where(eq(table.userId, userId))),
    )

  const readable = await chatsOf(db, userId)
  const wrote = await db
    .selectDistinct({ id: messages.chatId })
    .from(messages)
    .where(eq(messages.senderId, userId))
  const all = await readChats(db, [...new Set([...readable, ...wrote.map(({ id }) => id)])])
  // Of a chat that she cannot read any more only its id and what she said there are hers.
  await archive.table(
    'chats.jsonl',
    stream(all.map((chat) => (readable.has(chat.id) ? chat : { id: chat.id }))),
  )
  const parts: ChatPart[] = all.map((chat) =>
    readable.has(chat.id) ? { chat } : { chat, only: eq(messages.senderId, userId) },
  )
  for (const { chat, only } of parts)
    await archive.table(`messages/${chat.id}.jsonl`, messagesOf(db, chat, only))
  await writeFiles(deps, archive, parts)
  return all
}

/** The chats that a person is in, in workspaces that she is active in. */
const chatsOf = async (db: Db, userId: UserId): Promise<Set<ChatId>> => {
  const rows = await db
    .select({ id: chats.id })
    .from(chatMembers)
    .innerJoin(chats, eq(chats.id, chatMembers.chatId))
    .innerJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.workspaceId, chats.workspaceId),
        eq(workspaceMembers.userId, userId),
        eq(workspaceMembers.status, 'active'),
      ),
    )
    .where(and(eq(chatMembers.userId, userId), isNull(chatMembers.leftAt)))
  return new Set(rows.map(({ id }) => id))
}
