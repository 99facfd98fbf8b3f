import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Db } from '../../db/database.ts'
import { searchDocs } from '../../db/schema.ts'
import type { Wanted } from '../../db/terms.ts'
import { flatten, readQuery, runsOf, termsOf, termsOfWord } from '../../db/terms.ts'
import type { Search, SearchDoc } from '../../ports.ts'
import { newest } from './newest.ts'

/** Ranking looks at this many of the newest matches: a word that is everywhere stays cheap. */
const ranked = 1000
const nobody = '00000000-0000-0000-0000-000000000000'
/** PostgreSQL keeps no higher position of a word. */
const lastPosition = 16_383

/**
 * Full-text search inside the database, on PostgreSQL and PGlite alike: our own terms in a `tsvector`, so that no dictionary of a
 * server decides what a word is, and Chinese, Japanese and Korean are found by pairs of characters.
 */
export const postgresSearch = (db: Db): Search => ({
  put: async (docs) => {
    if (docs.length === 0) return
    await db
      .insert(searchDocs)
      .values(newest(docs).map(toRow))
      .onConflictDoUpdate({
        target: searchDocs.id,
        set: excluded,
        setWhere: sql`${searchDocs.version} < excluded.version`,
      })
  },
  drop: async (ids) => {
    if (ids.length === 0) return
    // A deletion is for ever: the row stays, empty, with a version that nothing beats, also if it comes before the text.
    const emptied = [...new Set(ids)].map((id) => ({
      id,
      version: Number.MAX_SAFE_INTEGER,
      workspaceId: sql`${nobody}`,
      chatId: sql`${nobody}`,
      senderId: sql`${nobody}`,
      folded: '',
      terms: '',
      createdAt: new Date(0),
    }))
    await db
      .insert(searchDocs)
      .values(emptied)
      .onConflictDoUpdate({ target: searchDocs.id, set: excluded })
  },
  query: async ({ workspaceId, text, chatIds, limit }) => {
    const wanted = readQuery(text)
    const asked = tsqueryOf(wanted)
    if (asked === '' || chatIds.length === 0) return []
    const phrases = wanted.phrases.map(({ flat }) => contains(flat))
    const matches = db
      .select({
        id: searchDocs.id,
        folded: searchDocs.folded,
        terms: searchDocs.terms,
        createdAt: searchDocs.createdAt,
      })
      .from(searchDocs)
      .where(
        and(
          sql`${searchDocs.terms} @@ ${asked}::tsquery`,
          eq(searchDocs.workspaceId, workspaceId),
          inArray(searchDocs.chatId, [...chatIds]),
          ...phrases,
        ),
      )
      .orderBy(desc(searchDocs.createdAt), desc(searchDocs.id))
      .limit(ranked)
      .as('matches')
    const asWritten = flatten(runsOf(text.replaceAll('"', ' '))).trim()
    const rows = await db
      .select({ id: matches.id })
      .from(matches)
      .orderBy(desc(score(asked, asWritten)), desc(matches.id))
      .limit(limit)
    return rows.map(({ id }) => id)
  },
})

const toRow = (doc: SearchDoc) => {
  const runs = runsOf(doc.body)
  const { id, version, workspaceId, chatId, senderId, createdAt } = doc
  return {
    id,
    version,
    workspaceId,
    chatId,
    senderId,
    folded: flatten(runs),
    terms: tsvectorOf(termsOf(runs)),
    createdAt,
  }
}

const excluded = {
  version: sql`excluded.version`,
  workspaceId: sql`excluded.workspace_id`,
  chatId: sql`excluded.chat_id`,
  senderId: sql`excluded.sender_id`,
  folded: sql`excluded.folded`,
  terms: sql`excluded.terms`,
  createdAt: sql`excluded.created_at`,
}

/** A term as PostgreSQL reads it in the text form of `tsvector` and `tsquery`: between quotes nothing is an operator. */
const quote = (term: string) => `'${term.replace(/['\\]/g, '$&$&')}'`

const tsvectorOf = (terms: readonly string[]): string =>
  terms.map((term, at) => `${quote(term)}:${Math.min(at + 1, lastPosition)}`).join(' ')

const tsqueryOf = ({ words, phrases }: Wanted): string =>
  [
    ...phrases.flatMap(({ terms }) => terms.map(quote)),
    ...words.flatMap((word) =>
      termsOfWord(word).map((term) => (word.prefix ? `${quote(term)}:*` : quote(term))),
    ),
  ].join(' & ')

const contains = (flat: string): SQL => sql`position(${flat} in ${searchDocs.folded}) > 0`

/** Matches count more when they are frequent in a short text, when the query stands there as written, and when they are recent. */
const score = (asked: string, flat: string): SQL => sql`
  ts_rank(terms, ${asked}::tsquery, 1)
  * case when position(${flat} in folded) > 0 then 2 else 1 end
  * (0.5 + 0.5 / (1 + greatest(0, extract(epoch from now() - created_at)) / 7776000))`
