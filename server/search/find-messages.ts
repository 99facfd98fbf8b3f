import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { fail } from '../../shared/errors.ts'
import type { ChatId, UserId } from '../../shared/ids.ts'
import type { Part } from '../../shared/search-query.ts'
import { parseQuery } from '../../shared/search-query.ts'
import { readableChats } from '../chat/access.ts'
import type { Db } from '../db/database.ts'
import { users } from '../db/schema.ts'
import { readQuery } from '../db/terms.ts'
import type { Deps } from '../deps.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { findCandidates } from './candidates.ts'
import type { Facets } from './facets.ts'
import { facetsOf } from './facets.ts'
import type { Hit } from './read-hits.ts'
import { readHits } from './read-hits.ts'
import { resolveQuery } from './resolve-query.ts'

export interface Asked {
  /** In the query language. */
  text: string
  chatId?: ChatId | undefined
  limit: number
  cursor?: string | undefined
  timeZone?: string | undefined
}

export interface Answer {
  hits: Hit[]
  /** Of all hits, and `more` when there are more than are counted. */
  total: number
  more: boolean
  facets: Facets
  /** Where the next page begins; null after the last. */
  cursor: string | null
  /** The search server was away, and the database searched in its place. */
  degraded: boolean
  /** The filters that name nobody, and no chat, that the asker can know of. */
  unknown: Pick<Part, 'start' | 'end'>[]
}

type From = Pick<Deps, 'db' | 'search' | 'databaseSearch' | 'log' | 'now'>

/**
 * Finds messages that a member may read, best first. The index only suggests: text, deletion and permission are those of the
 * database at this moment, also in counts and facets.
 * @throws Fault `not_found` for a chat that the member may not read
 */
export const findMessages = async (
  deps: From,
  member: WorkspaceMember,
  { text, chatId, limit, cursor, timeZone = 'UTC' }: Asked,
): Promise<Answer> => {
  const { db, now } = deps
  const readable = await readableChats(db, member)
  if (chatId && !readable.includes(chatId))
    fail('not_found', 'There is no such chat, or you are not in it.', { field: 'chatId' })
  const parts = parseQuery(text)
  const here = { now: now(), timeZone }
  const place = cursor ? readCursor(cursor) : { from: 0, asOf: null }
  const within = chatId ? [chatId] : readable
  const { unknown, ...query } = await resolveQuery(db, member, parts, within, here)
  const asOf = place.asOf === null ? undefined : new Date(place.asOf)
  const asked = parts.some(({ type }) => type !== 'problem') || query.text !== ''
  const { found, degraded, more } = asked
    ? await findCandidates(deps, member, {
        ...query,
        // Pages of one answer: what was said since would push hits from one to the next.
        filter: { ...query.filter, ...(asOf && !query.filter.until ? { until: asOf } : {}) },
      })
    : { found: [], degraded: false, more: false }
  const page = found.slice(place.from, place.from + limit)
  const next = place.from + limit
  return {
    hits: await readHits(
      db,
      member,
      page.map(({ id }) => id),
      readQuery(query.text),
    ),
    total: found.length,
    more,
    facets: await facetsOf(db, member.userId, found, timeZone),
    cursor: next < found.length ? writeCursor(next, place.asOf ?? here.now.getTime()) : null,
    degraded,
    unknown: unknown.map(({ start, end }) => ({ start, end })),
  }
}

const Cursor = z.tuple([z.number().int().min(0), z.number().int().min(0).max(8.64e15)])

const writeCursor = (from: number, asOf: number) =>
  Buffer.from(JSON.stringify([from, asOf])).toString('base64url')

const readCursor = (cursor: string) => {
  try {
    const [from, asOf] = Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return { from, asOf }
  } catch {
    return fail('invalid_input', 'This is not the cursor of a search. Search again.', {
      field: 'cursor',
    })
  }
}

/** Where a person's days begin, if she said so. */
export const timeZoneOf = async (db: Db, userId: UserId): Promise<string> => {
  const [row] = await db
    .select({ timeZone: users.timeZone })
    .from(users)
    .where(eq(users.id, userId))
  return row?.timeZone ?? 'UTC'
}
