import { sql } from 'drizzle-orm'
import type { Db, Tx } from '../../db/database.ts'
import { searchDocs } from '../../db/schema.ts'
import type { SearchBuilder } from '../../ports.ts'
import { putDocs } from './postgres.ts'

/** Words that a builder remembers to have noted: most of a text are the same few. */
const remembered = 100_000

/**
 * A GIN index sorts what is new into its pages when so much has gathered: of each page that is touched more changes at once. Outside of a
 * build it gathers little, because every question reads through it.
 */
const gathering = (tx: Tx) =>
  tx.execute(
    sql`select set_config('gin_pending_list_limit', '64MB', true), set_config('work_mem', '128MB', true)`,
  )

/** Makes the index in the database anew, in its place: each row goes on to be found as it was until it is written again. */
export const postgresBuilder = (db: Db): SearchBuilder => {
  const known = new Set<string>()
  return {
    whole: () => Promise.resolve(true),
    begin: () => Promise.resolve(known.clear()),
    add: (docs) => {
      if (known.size > remembered) known.clear()
      return db.transaction(async (tx) => {
        await gathering(tx)
        await putDocs(tx, docs, sql`${searchDocs.version} <= excluded.version`, known)
      })
    },
    finish: async () => {
      known.clear()
      await db.transaction(async (tx) => {
        await gathering(tx)
        await tx.execute(sql`select gin_clean_pending_list('search_docs_terms')`)
      })
      // What is left over has no message; words that nobody says any more are forgotten.
      await db.execute(sql`
      delete from search_docs d
      where d.folded <> '' and not exists (
        select 1 from messages m where m.id = d.id and m.deleted_at is null)`)
      await db.execute(sql`
      delete from search_words w
      where not exists (
        select 1 from ts_stat('select terms from search_docs') s where s.word = w.word)`)
      // The embedded database has nobody else who would do this, and the planner has to know which words are frequent.
      await db.execute(sql`analyze search_docs, messages`)
    },
  }
}
