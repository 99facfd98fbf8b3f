import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { chats, mentions, messages, users } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { Passage } from '../ports.ts'
import { termsOf } from './terms.ts'

/** A passage that remembers which message it is, and at which change it was read. */
export interface Evidence extends Passage {
  messageId: MessageId
  version: number
}

export interface Wanted {
  workspaceId: WorkspaceId
  slug: string
  botId: UserId
  text: string
  /** The message that asks, if it is one. */
  questionId: MessageId | null
}

const hitsPerTerm = 30
const candidates = 40
const mostPassages = 8
const longestPassage = 1200

/**
 * Finds the messages that may answer a question, in these chats only. The index suggests; what is quoted is read again in the database,
 * so that a deleted or moved-away message never is. What the bot said and what it was asked is no evidence.
 */
export const retrieve = async (
  deps: Deps,
  wanted: Wanted,
  chatIds: readonly ChatId[],
): Promise<Evidence[]> => {
  const ids = await suggest(deps, wanted, chatIds)
  const rows = await readAgain(deps.db, wanted, ids, chatIds)
  const asked = squeeze(wanted.text)
  return ids
    .flatMap((id) => rows.get(id) ?? [])
    .filter(({ body, toBot }) => !(toBot && /[?？]\s*$/.test(body)) && squeeze(body) !== asked)
    .slice(0, mostPassages)
    .map((row, index) => ({
      label: String(index + 1),
      author: row.author,
      at: row.createdAt,
      text: row.body.slice(0, longestPassage).toWellFormed(),
      url: `/w/${wanted.slug}/chats/${row.chatId}?at=${row.seq}`,
      messageId: row.id,
      version: row.changedSeq,
    }))
}

/** Whether the readers may still read all of it and nothing of it was edited or deleted since. */
export const stillHolds = async (
  db: Db,
  evidence: readonly Evidence[],
  chatIds: readonly ChatId[],
): Promise<boolean> => {
  if (evidence.length === 0) return true
  const rows = await db
    .select({ id: messages.id, version: messages.changedSeq })
    .from(messages)
    .where(
      readable(
        evidence.map(({ messageId }) => messageId),
        chatIds,
      ),
    )
  const versions = new Map(rows.map(({ id, version }) => [id, version]))
  return evidence.every(({ messageId, version }) => versions.get(messageId) === version)
}

/** Searches for each term and adds up: many terms before few, rare before frequent, the search's own order last. */
const suggest = async (
  deps: Deps,
  { workspaceId, text }: Wanted,
  chatIds: readonly ChatId[],
): Promise<MessageId[]> => {
  const search = (term: string) => {
    const query = { workspaceId, text: term, chatIds, limit: hitsPerTerm }
    return deps.search.query(query).catch(() => deps.databaseSearch.query(query))
  }
  const scores = new Map<MessageId, number>()
  for (const hits of await Promise.all(termsOf(text).map(search)))
    hits.forEach((id, rank) => {
      const score = 1 / Math.sqrt(hits.length) + 1 / (100 + rank)
      scores.set(id, (scores.get(id) ?? 0) + score)
    })
  return [...scores]
    .sort(([, a], [, b]) => b - a)
    .slice(0, candidates)
    .map(([id]) => id)
}

const readAgain = async (
  db: Db,
  { botId, questionId }: Wanted,
  ids: readonly MessageId[],
  chatIds: readonly ChatId[],
) => {
  const rows = await db
    .select({
      id: messages.id,
      chatId: messages.chatId,
      seq: messages.seq,
      body: messages.body,
      createdAt: messages.createdAt,
      changedSeq: messages.changedSeq,
      author: users.name,
      toBot: sql<boolean>`${mentions.userId} is not null or coalesce(strpos(${chats.pair}, ${botId}) > 0, false)`,
    })
    .from(messages)
    .innerJoin(users, and(eq(users.id, messages.senderId), eq(users.isBot, false)))
    .innerJoin(chats, eq(chats.id, messages.chatId))
    .leftJoin(mentions, and(eq(mentions.messageId, messages.id), eq(mentions.userId, botId)))
    .where(readable(ids, chatIds))
  return new Map(rows.filter(({ id }) => id !== questionId).map((row) => [row.id, row]))
}

const readable = (ids: readonly MessageId[], chatIds: readonly ChatId[]) =>
  and(
    inArray(messages.id, [...ids]),
    inArray(messages.chatId, [...chatIds]),
    isNull(messages.deletedAt),
  )

const squeeze = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
