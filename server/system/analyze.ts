import { sql } from 'drizzle-orm'
import type { Deps } from '../deps.ts'

/**
 * Renews what the embedded database knows of its tables, so that it plans by how many rows there are. A server does so by itself; this
 * one has nobody else.
 */
export const analyzeEmbedded = async ({
  db,
  config,
}: Pick<Deps, 'db' | 'config'>): Promise<void> => {
  if (config.database.url === undefined) await db.execute(sql`analyze`)
}
