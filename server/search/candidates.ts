import { sql } from 'drizzle-orm'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import type { MessageKind } from '../../shared/search-query.ts'
import { limits } from '../../shared/limits.ts'
import { readableChats } from '../chat/access.ts'
import type { Db } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import type { SearchQuery } from '../ports.ts'
import type { WorkspaceMember } from '../workspace/access.ts'

/** A message that was found and that the asker may read: what pages, counts and facets are made of. */
export interface Found {
  id: MessageId
  chatId: ChatId
  senderId: UserId
  createdAt: Date
  kinds: MessageKind[]
}

/** After a failure the search server is left alone for so long, so that not everybody waits for it. */
const restMs = 5000
const resting = new WeakMap<object, number>()

/**
 * Asks the index, up to `limits.searchTotal`, and keeps what the asker may read at this moment.
 * @returns `degraded` when the search server was away and the database searched in its place; `more` when there are more than were asked for
 */
export const findCandidates = async (
  { db, search, databaseSearch, log }: Pick<Deps, 'db' | 'search' | 'databaseSearch' | 'log'>,
  member: WorkspaceMember,
  query: Omit<SearchQuery, 'limit' | 'workspaceId'>,
  limit: number = limits.searchTotal,
): Promise<{ found: Found[]; degraded: boolean; more: boolean }> => {
  const { workspaceId } = member
  const asked: SearchQuery = { ...query, workspaceId, limit }
  const inDatabase = async () => ({ ids: await databaseSearch.query(asked), degraded: true })
  const ask = async () => {
    if ((resting.get(search) ?? 0) > Date.now()) return inDatabase()
    try {
      return { ids: await search.query(asked), degraded: false }
    } catch (error) {
      if (search === databaseSearch) throw error
      log.warn({ err: error }, 'the search server failed, the database searches')
      resting.set(search, Date.now() + restMs)
      return inDatabase()
    }
  }
  const { ids, degraded } = await ask()
  return { found: await keepReadable(db, member, ids), degraded, more: ids.length >= limit }
}

const keepReadable = async (
  db: Db,
  member: WorkspaceMember,
  ids: readonly MessageId[],
): Promise<Found[]> => {
  if (ids.length === 0) return []
  // Asked anew: the search may have taken seconds, and a removal counts at once.
  const readable = await readableChats(db, member)
  const rows = await db.execute<{
    id: MessageId
    chat_id: ChatId
    sender_id: UserId
    created_at: string
    kinds: MessageKind[] | null
  }>(sql`
    select m.id, m.chat_id, m.sender_id, m.created_at, d.kinds
    from messages m left join search_docs d on d.id = m.id
    where m.id = any(${`{${ids.join(',')}}`}::uuid[])
      and m.chat_id = any(${`{${readable.join(',')}}`}::uuid[])
      and m.deleted_at is null`)
  const found = new Map(
    rows.map((row) => [
      row.id,
      {
        ...{ id: row.id, chatId: row.chat_id, senderId: row.sender_id },
        ...{ createdAt: new Date(row.created_at), kinds: row.kinds ?? [] },
      },
    ]),
  )
  return ids.flatMap((id) => found.get(id) ?? [])
}
