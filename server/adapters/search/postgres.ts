import type { SQL } from 'drizzle-orm'
import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import type { Db, Tx } from '../../db/database.ts'
import { searchDocs } from '../../db/schema.ts'
import { flatten, readQuery, runsOf, termsOf } from '../../db/terms.ts'
import type { MessageId } from '../../../shared/ids.ts'
import type { MessageKind } from '../../../shared/search-query.ts'
import type { Search, SearchDoc, SearchFilter, SearchQuery } from '../../ports.ts'
import { filterTermsOf } from './filter-terms.ts'
import { newest } from './newest.ts'
import { indexQuery, tsvectorOf, wordsQuery } from './tsquery.ts'
import { learnWords, nearWords } from './words.ts'

/** Ranking looks at this many of the newest matches: a word that is everywhere stays cheap. */
const ranked = 1000
/** With fewer hits than this, words with a slip in them are looked for too. */
const few = 10
const nobody = '00000000-0000-0000-0000-000000000000'

/**
 * Full-text search inside the database, on PostgreSQL and PGlite alike: our own terms in a `tsvector`, so that no dictionary of a
 * server decides what a word is, and Chinese, Japanese and Korean are found by pairs of characters.
 */
export const postgresSearch = (db: Db): Search => ({
  put: (docs) => putDocs(db, docs, sql`${searchDocs.version} < excluded.version`),
  drop: async (ids) => {
    if (ids.length === 0) return
    // A deletion is for ever: the row stays, empty, with a version that nothing beats, also if it comes before the text.
    const emptied = [...new Set(ids)].sort().map((id) => ({
      id,
      version: Number.MAX_SAFE_INTEGER,
      workspaceId: sql`${nobody}`,
      chatId: sql`${nobody}`,
      senderId: sql`${nobody}`,
      folded: '',
      terms: '',
      kinds: [],
      createdAt: new Date(0),
    }))
    await db
      .insert(searchDocs)
      .values(emptied)
      .onConflictDoUpdate({ target: searchDocs.id, set: excluded })
  },
  query: (query) =>
    db.transaction(
      async (tx) => {
        // A plan for all words would be wrong for each: rare and frequent ones are looked up in different ways.
        await tx.execute(sql`set local plan_cache_mode = force_custom_plan`)
        return find(tx, query)
      },
      { accessMode: 'read only' },
    ),
})

/** Writes documents and learns their words, but for those that are `known`. `over` says which rows are written over. */
export const putDocs = async (
  db: Db | Tx,
  docs: readonly SearchDoc[],
  over: SQL,
  known?: Set<string>,
): Promise<void> => {
  if (docs.length === 0) return
  const read = newest(docs).map((doc) => ({ doc, ...runsOfDoc(doc) }))
  await db
    .insert(searchDocs)
    .values(read.map(toRow))
    .onConflictDoUpdate({ target: searchDocs.id, set: excluded, setWhere: over })
  await learnWords(
    db,
    read.flatMap(({ body, attached }) => [...body, ...attached]),
    known,
  )
}

const find = async (tx: Tx, query: SearchQuery): Promise<MessageId[]> => {
  const wanted = readQuery(query.text)
  const words = wordsQuery(wanted)
  const { from, to, ids: among } = query.filter ?? {}
  // Somebody asked for words, and there are none in what was asked; or for one of nobody.
  if (words === '' && query.text.trim() !== '') return []
  if ([query.chatIds, from, to, among].some((list) => list?.length === 0)) return []
  const ids = await match(tx, query, words)
  if (ids.length >= Math.min(few, query.limit) || words === '') return ids
  const near = await nearWords(tx, wanted)
  if (near.size === 0) return ids
  const more = await match(tx, query, wordsQuery(wanted, near))
  return [...new Set([...ids, ...more])].slice(0, query.limit)
}

const match = async (
  tx: Tx,
  { workspaceId, text, filter = {}, chatIds, sort, limit }: SearchQuery,
  words: string,
): Promise<MessageId[]> => {
  const asked = indexQuery(words, filter, chatIds)
  const byRank = words !== '' && sort !== 'new'
  const matches = tx
    .select({
      id: searchDocs.id,
      folded: searchDocs.folded,
      terms: searchDocs.terms,
      createdAt: searchDocs.createdAt,
    })
    .from(searchDocs)
    .where(
      and(
        asked === '' ? undefined : sql`${searchDocs.terms} @@ ${asked}::tsquery`,
        eq(searchDocs.workspaceId, workspaceId),
        // Of one chat there is an order of its own: a word that is everywhere in it is found from its end.
        chatIds.length === 1 && chatIds[0]
          ? eq(searchDocs.chatId, chatIds[0])
          : sql`${searchDocs.chatId} = any(${arrayOf(chatIds)})`,
        ...conditions(filter),
        ...readQuery(text).phrases.map(({ flat }) => contains(flat)),
        ...readQuery(filter.not?.text ?? '').phrases.map(({ flat }) => sql`not ${contains(flat)}`),
      ),
    )
    .orderBy(desc(searchDocs.createdAt), desc(searchDocs.id))
    .limit(byRank ? Math.max(ranked, limit) : limit)
    .as('matches')
  const asWritten = flatten(runsOf(text.replaceAll('"', ' '))).trim()
  const order = byRank ? score(words, asWritten) : matches.createdAt
  const rows = await tx
    .select({ id: matches.id })
    .from(matches)
    .orderBy(desc(order), desc(matches.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}

const conditions = ({
  kinds = [],
  not,
  since,
  until,
  ids,
  notIds,
}: SearchFilter): (SQL | undefined)[] => [
  // One condition each, in the words of its index.
  ...kinds.map((kind) => sql`${searchDocs.kinds} @> ${textArray([kind])}`),
  not?.kinds && not.kinds.length > 0
    ? sql`not ${searchDocs.kinds} && ${textArray(not.kinds)}`
    : undefined,
  since && gte(searchDocs.createdAt, since),
  until && lt(searchDocs.createdAt, until),
  ids && sql`${searchDocs.id} = any(${arrayOf(ids)})`,
  notIds && notIds.length > 0 ? sql`${searchDocs.id} <> all(${arrayOf(notIds)})` : undefined,
]

/** Ids as one parameter, however many. */
const arrayOf = (ids: readonly string[]): SQL => sql`${`{${ids.join(',')}}`}::uuid[]`

const textArray = (kinds: readonly MessageKind[]): SQL => sql`${`{${kinds.join(',')}}`}::text[]`

const runsOfDoc = ({ body, attached }: SearchDoc) => ({
  body: runsOf(body),
  attached: runsOf(attached),
})

const toRow = ({ doc, body, attached }: { doc: SearchDoc } & ReturnType<typeof runsOfDoc>) => ({
  id: doc.id,
  version: doc.version,
  workspaceId: doc.workspaceId,
  chatId: doc.chatId,
  senderId: doc.senderId,
  folded: [flatten(body), flatten(attached)].filter(Boolean).join('\n'),
  terms: tsvectorOf([...termsOf(body), ...termsOf(attached)], filterTermsOf(doc)),
  kinds: [...doc.kinds],
  createdAt: doc.createdAt,
})

const excluded = {
  version: sql`excluded.version`,
  workspaceId: sql`excluded.workspace_id`,
  chatId: sql`excluded.chat_id`,
  senderId: sql`excluded.sender_id`,
  folded: sql`excluded.folded`,
  terms: sql`excluded.terms`,
  kinds: sql`excluded.kinds`,
  createdAt: sql`excluded.created_at`,
}

const contains = (flat: string): SQL => sql`position(${flat} in ${searchDocs.folded}) > 0`

/** Matches count more when they are frequent in a short text, when the query stands there as written, and when they are recent. */
const score = (words: string, flat: string): SQL => sql`
  ts_rank(terms, ${words}::tsquery, 1)
  * case when position(${flat} in folded) > 0 then 2 else 1 end
  * (0.5 + 0.5 / (1 + greatest(0, extract(epoch from now() - created_at)) / 7776000))`
