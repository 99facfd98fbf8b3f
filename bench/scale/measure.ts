import type { Explained, PlanNode } from '../../server/testing/explain.ts'
import { nodesOf } from '../../server/testing/explain.ts'

/** Times in milliseconds, interleaved, so that what disturbs the machine disturbs both. */
export const interleaved = async (
  sides: readonly (() => Promise<unknown>)[],
  rounds: number,
): Promise<number[][]> => {
  const times: number[][] = sides.map(() => [])
  for (let round = 0; round < rounds; round += 1)
    for (const [index, side] of sides.entries()) {
      const started = performance.now()
      await side()
      times[index]?.push(performance.now() - started)
    }
  return times
}

export const quantile = (times: readonly number[], at: number): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * at)] ?? NaN

/** How each table of a statement is read, in one line; tables that do not grow with history are left out. */
export const planLines = (plans: readonly Explained[]): string[] => [
  ...new Set(
    plans.flatMap(({ plan }) =>
      nodesOf(plan)
        .filter((node) => grows(node))
        .map((node) => `${node['Node Type']} ${node['Index Name'] ?? node['Relation Name'] ?? ''}`),
    ),
  ),
]

const grows = ({ 'Relation Name': table = '', 'Node Type': type }: PlanNode) =>
  ['messages', 'mentions', 'outbox', 'thread_followers'].includes(table) && type.includes('Scan')
