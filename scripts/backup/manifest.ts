import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db, Tx } from '../../server/db/database.ts'

/** What a database holds, to compare it before and after: rows of each table, and how far each chat has come. */
export const State = z.object({
  tables: z.record(z.string(), z.number().int()),
  chats: z.record(z.string(), z.number().int()),
})
export type State = z.infer<typeof State>

/** The first file to read of a backup. */
export const Manifest = z.object({
  format: z.literal('fechatter-backup'),
  version: z.literal(1),
  /** `directory`: the files of an embedded data directory; `dump`: what pg_dump wrote. */
  kind: z.enum(['directory', 'dump']),
  createdAt: z.string(),
  state: State,
  files: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.number().int() })),
})
export type Manifest = z.infer<typeof Manifest>

/** Counts every table and reads the clock of every chat. */
export const readState = async (db: Db | Tx): Promise<State> => {
  const names = await db.execute<{ name: string }>(sql`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' order by 1`)
  const tables: State['tables'] = {}
  for (const { name } of names) {
    const [row] = await db.execute<{ n: string }>(
      sql`select count(*)::text as n from ${sql.identifier(name)}`,
    )
    tables[name] = Number(row?.n)
  }
  const clocks = await db.execute<{ id: string; seq: string }>(
    sql`select id, last_seq::text as seq from chats`,
  )
  return { tables, chats: Object.fromEntries(clocks.map(({ id, seq }) => [id, Number(seq)])) }
}

/** Where two states differ, in words; nothing is an empty list. */
export const differences = (told: State, found: State): string[] =>
  (['tables', 'chats'] as const).flatMap((part) =>
    [...new Set([...Object.keys(told[part]), ...Object.keys(found[part])])].flatMap((key) =>
      told[part][key] === found[part][key]
        ? []
        : [`${part} ${key}: ${found[part][key] ?? 'none'} instead of ${told[part][key] ?? 'none'}`],
    ),
  )
