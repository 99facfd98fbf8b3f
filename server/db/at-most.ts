import { sql } from 'drizzle-orm'

/**
 * A limit for `.limit()` that stands in the text of the statement. As a parameter it is unknown to the plan that PostgreSQL keeps of a
 * prepared statement: it expects a tenth of all rows, and so plans each time anew, which takes longer than running it.
 * @param count a whole number; others are cut
 */
export const atMost = (count: number): number =>
  // Drizzle takes SQL here and says so nowhere in its types.
  sql.raw(String(Math.max(0, Math.trunc(count)))) as unknown as number
