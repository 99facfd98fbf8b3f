import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { settle, takeTally, tallyFile, writeTally } from './verify/tally.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs the real runner on these tests in a folder of its own, and reads what the reporter left there. */
const tallyOf = (runner: 'vitest' | 'playwright', source: string) => {
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-verify-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))
  mkdirSync(join(directory, 'tests'))
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(directory, 'tests', 'a.test.ts'), source)
  const reporter = join(root, `scripts/verify/${runner}-tally.ts`)
  const [program, ...args] =
    runner === 'vitest'
      ? ['vitest/vitest.mjs', 'run', '--root', directory, '--reporter', reporter]
      : ['@playwright/test/cli.js', 'test', 'tests', '--reporter', reporter]
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', program ?? ''), ...args],
    { cwd: directory, env: { PATH: process.env.PATH, HOME: directory } },
  )
  const tally = takeTally(join(directory, tallyFile(runner)))
  if (!tally) expect.fail('the reporter left no tally')
  return settle(tally, status ?? 1)
}

test('vitest: passed, failed, skipped with their reason', () => {
  const tally = tallyOf(
    'vitest',
    `import { describe, expect, test } from 'vitest'
     test('good', () => {})
     test('bad', () => expect(1).toBe(2))
     test('absent', (context) => context.skip('there is no binary'))
     describe.runIf(false)('needs NATS_URL', () => test('x', () => {}))`,
  )
  expect(tally).toMatchObject({ passed: 1, failed: 1 })
  expect(tally.skipped.map(({ reason }) => reason)).toEqual([
    'there is no binary',
    'needs NATS_URL',
  ])
})

test('vitest: a file that does not load is a failure', () => {
  expect(tallyOf('vitest', `import './missing.ts'`)).toMatchObject({ passed: 0, failed: 1 })
})

test('Playwright: passed, failed, skipped with their reason', () => {
  const tally = tallyOf(
    'playwright',
    `import { expect, test } from '@playwright/test'
     test('good', () => {})
     test('bad', () => expect(1).toBe(2))
     test('absent', () => test.skip(true, 'there is no browser'))`,
  )
  expect(tally).toMatchObject({ passed: 1, failed: 1 })
  expect(tally.skipped.map(({ reason }) => reason)).toEqual(['there is no browser'])
})

test('a runner that dies without numbers, or fails beyond its tests, counts as a failure', () => {
  const good = { passed: 3, failed: 0, skipped: [] }
  expect(settle(null, 0).failed).toBe(1)
  expect(settle(good, 1).failed).toBe(1)
  expect(settle(good, 0)).toEqual(good)
})

test('a tally is taken once: an old one is never counted again', () => {
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-tally-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'deep', 'tally.json')
  writeTally(file, { passed: 1, failed: 0, skipped: [] })
  expect(takeTally(file)?.passed).toBe(1)
  expect(takeTally(file)).toBeNull()
})
