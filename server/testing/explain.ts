import { drizzle } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import type { Db } from '../db/database.ts'
import * as schema from '../db/schema.ts'

/** A node of a plan as `explain (format json)` names it, and what matters of it. */
export interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  'Recheck Cond'?: string
  Plans?: PlanNode[]
}

export interface Explained {
  text: string
  plan: PlanNode
}

/**
 * The database, noting each statement that is run, so that its plan can be asked for.
 * @param options.avoidScans plans as if tables were too large to be read from end to end, where there is another way
 */
export const explaining = (
  db: Db,
  { avoidScans = false } = {},
): { db: Db; explain: (work: () => Promise<unknown>) => Promise<Explained[]> } => {
  const client = (db as Db & { $client: Sql }).$client
  let noted: { text: string; params: unknown[] }[] = []
  const logQuery = (text: string, params: unknown[]) => noted.push({ text, params })
  return {
    db: drizzle(client, { schema, logger: { logQuery } }),
    explain: async (work) => {
      noted = []
      await work()
      const plans: Explained[] = []
      for (const { text, params } of noted.filter(({ text: asked }) =>
        /^\s*(select|insert|update|delete|with)\b/i.test(asked),
      )) {
        const [row] = await client.begin(async (tx) => {
          if (avoidScans) await tx`set local enable_seqscan = off`
          return tx.unsafe<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(
            `explain (format json) ${text}`,
            params as never[],
          )
        })
        if (row) plans.push({ text, plan: row['QUERY PLAN'][0].Plan })
      }
      return plans
    },
  }
}

/** All nodes of a plan. */
export const nodesOf = (plan: PlanNode): PlanNode[] => [
  plan,
  ...(plan.Plans ?? []).flatMap(nodesOf),
]
