import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

/** What a test runner counted. A skipped test is neither passed nor failed, and must say why. */
export const Tally = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
})
export type Tally = z.output<typeof Tally>

/** Where the runner's reporter leaves its tally for scripts/verify.ts. */
export const tallyFile = (runner: 'vitest' | 'playwright') => `.cache/${runner}-tally.json`

export const writeTally = (file: string, tally: Tally): void => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(tally))
}

/** Takes the tally, so that a run that dies early cannot be counted by an older one's numbers. */
export const takeTally = (file: string): Tally | null => {
  try {
    return Tally.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  } finally {
    rmSync(file, { force: true })
  }
}

/** One tally of a runner that ended with `exitCode`: an end that its tests do not explain is a failure of its own. */
export const settle = (tally: Tally | null, exitCode: number): Tally => {
  if (!tally) return { passed: 0, failed: 1, skipped: [] }
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
}
