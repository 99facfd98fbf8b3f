/**
 * Runs every test, and with `--checks` first every part of `npm run check`; goes on after a failure; ends with one line
 * `N passed, N failed`. A check and the build count as one each.
 */
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { turns } from '../shared/turns.ts'
import type { Tally } from './verify/tally.ts'
import { settle, takeTally, tallyFile } from './verify/tally.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

const env = {
  ...process.env,
  PATH: [`${root}node_modules/.bin`, process.env.PATH].join(delimiter),
}
const run = (command: string): number => {
  console.log(`\n$ ${command}`)
  const { status } = spawnSync('sh', ['-c', command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  })
  return status ?? 1
}

/** Runs a check beside others; what it says comes in one piece when it ends. */
const check = (command: string): Promise<Tally> =>
  new Promise((resolve) => {
    execFile('sh', ['-c', command], { env, maxBuffer: 2 ** 28 }, (error, out, errors) => {
      console.log(`\n$ ${command}\n${out}${errors}`.trimEnd())
      if (error) console.log(`FAILED: ${command}`)
      resolve({ passed: error ? 0 : 1, failed: error ? 1 : 0, skipped: [] })
    })
  })

const checks = async (commands: readonly string[]): Promise<Tally[]> => {
  const turn = turns(2)
  return Promise.all(commands.map((command) => turn(() => check(command))))
}

const runner = (name: 'vitest' | 'playwright', command: string): Tally => {
  const file = tallyFile(name)
  takeTally(file)
  const exitCode = run(command)
  return settle(takeTally(file), exitCode)
}

const { scripts } = z
  .object({ scripts: z.object({ check: z.string() }) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')))
const withChecks = process.argv.includes('--checks')

const tallies = [
  // The test that starts every service of compose.yaml needs the built app.
  ...(await checks(['node scripts/build.ts', ...(withChecks ? scripts.check.split(' && ') : [])])),
  ...(await checks(withChecks ? ['node scripts/check-bundle.ts'] : [])),
  runner('vitest', 'vitest run --reporter=default --reporter=./scripts/verify/vitest-tally.ts'),
  runner('playwright', 'playwright test --reporter=list,./scripts/verify/playwright-tally.ts'),
]

const sum = (pick: (tally: Tally) => number) =>
  tallies.reduce((total, tally) => total + pick(tally), 0)
const skipped = tallies.flatMap((tally) => tally.skipped)
const failed = sum((tally) => tally.failed)
console.log('')
for (const [why, names] of Map.groupBy(
  skipped,
  ({ name, reason }) => `${name.split(' > ')[0]}: ${reason}`,
))
  console.log(`skipped ${names.length}: ${why}`)
console.log(`${sum((tally) => tally.passed)} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
