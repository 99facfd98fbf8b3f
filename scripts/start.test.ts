import { spawn } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Timing } from './supervisor/keep-alive.ts'

const timing: Timing = {
  tickMs: 50,
  silentTicks: 20,
  firstSilentTicks: 500,
  firstPauseMs: 10,
  lastPauseMs: 40,
  steadyMs: 10_000,
  stopMs: 400,
  attempts: 3,
}

/** A child that keeps the contract of scripts/start.ts and writes its diary. */
const child = (name: string, { first = '', onTerm = 'process.exit(0)' } = {}) => `
import { appendFileSync } from 'node:fs'
const write = (line) => appendFileSync('diary', '${name} ' + line + '\\n')
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => { write('SIGTERM'); ${onTerm} })
process.on('exit', () => write('exit'))
setInterval(() => process.send({ type: 'beat' }), 20)
write('start ' + process.pid)
${first}
process.send({ type: 'ready', url: 'http://localhost:1' })
`

const world = (gateway: string, server: string) => {
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-start-'))
  const path = (name: string) => join(directory, name)
  writeFileSync(path('gateway.mjs'), gateway)
  writeFileSync(path('server.mjs'), server)
  appendFileSync(path('diary'), '')
  const here = new URL('supervisor/supervise.ts', import.meta.url).href
  writeFileSync(
    path('run.ts'),
    `import { supervise } from '${here}'
    process.exitCode = await supervise(
      ['gateway', 'server'].map((name) => ({ name, file: name + '.mjs' })),
      ${JSON.stringify(timing)},
      (url) => console.log('ready on ' + url),
    )`,
  )
  const run = spawn(process.execPath, ['run.ts'], { cwd: directory })
  let output = ''
  run.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()))
  run.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()))
  const exit = new Promise<number | null>((resolve) => run.once('exit', resolve))
  const diary = () => readFileSync(path('diary'), 'utf8').trim().split('\n')
  const pids = (name: string) =>
    diary()
      .map((line) => new RegExp(`^${name} start (\\d+)`).exec(line)?.[1])
      .filter((pid) => pid !== undefined)
      .map(Number)
  const seen = (test: () => void) => vi.waitFor(test, { timeout: 10_000, interval: 10 })
  onTestFinished(async () => {
    run.kill('SIGTERM')
    await exit
    await seen(() => expect([...pids('gateway'), ...pids('server')].filter(alive)).toEqual([]))
    rmSync(directory, { recursive: true })
  })
  const ready = () => seen(() => expect(output).toContain('ready on http://localhost:1'))
  return { run, exit, diary, pids, seen, ready, output: () => output }
}

const alive = (pid: number) => {
  // A zombie is dead: in a container its reaper may be late.
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ' Z '
  return !/\) Z /.test(stat) && stat !== ' Z '
}

const last = (pids: number[]) => pids.at(-1) ?? expect.fail('it never started')

test('says ready once, and starts a killed child again', async () => {
  const { pids, seen, ready, output } = world(child('gateway'), child('server'))
  await ready()
  process.kill(last(pids('server')), 'SIGKILL')
  await seen(() => expect(pids('server')).toHaveLength(2))
  await seen(() => expect(output()).toContain('server is back'))
  expect(output()).toContain('server was ended by SIGKILL')
  expect(output().match(/ready on/g)).toHaveLength(1)
  expect(pids('gateway')).toHaveLength(1)
})

test('kills and restarts a child that hangs', async () => {
  const { pids, seen, ready, output } = world(child('gateway'), child('server'))
  await ready()
  process.kill(last(pids('gateway')), 'SIGSTOP')
  await seen(() => expect(output()).toContain('gateway is back'))
  expect(output()).toContain('gateway (pid')
  expect(output()).toContain('no sign of life')
  expect(pids('gateway')).toHaveLength(2)
  expect(pids('server')).toHaveLength(1)
})

test('a configuration error ends everything with its message, without a second try', async () => {
  const broken = child('server', {
    first: `console.error('fixtures/fechatter.yml: jwt_secret: missing'); process.exit(78)`,
  })
  const { exit, pids, output } = world(child('gateway'), broken)
  expect(await exit).toBe(1)
  expect(output()).toContain('fixtures/fechatter.yml: jwt_secret: missing')
  expect(output()).toContain('server cannot start with this configuration')
  expect(pids('server')).toHaveLength(1)
  expect(pids('gateway').filter(alive)).toEqual([])
})

test('gives up on a child that never gets ready', async () => {
  const { exit, pids, output } = world(
    child('gateway'),
    child('server', { first: 'process.exit(3)' }),
  )
  expect(await exit).toBe(1)
  expect(pids('server')).toHaveLength(timing.attempts)
  expect(output()).toContain('server ended with exit code 3 3 times and never got ready')
})

test('SIGTERM stops the gateway first, then the server, and ends with 0', async () => {
  const slow = child('gateway', { onTerm: `setTimeout(() => process.exit(0), 100)` })
  const { run, exit, diary, ready } = world(slow, child('server'))
  await ready()
  run.kill('SIGTERM')
  expect(await exit).toBe(0)
  expect(diary().slice(2)).toEqual([
    'gateway SIGTERM',
    'gateway exit',
    'server SIGTERM',
    'server exit',
  ])
})

test('a child that does not stop is killed', async () => {
  const { run, exit, ready, output } = world(child('gateway', { onTerm: '' }), child('server'))
  await ready()
  run.kill('SIGTERM')
  expect(await exit).toBe(0)
  expect(output()).toContain('gateway did not stop')
})

test('nothing is left behind when the supervisor itself is killed', async () => {
  const { run, exit, pids, seen, ready } = world(child('gateway'), child('server'))
  await ready()
  expect([...pids('gateway'), ...pids('server')].filter(alive)).toHaveLength(2)
  run.kill('SIGKILL')
  await exit
  await seen(() => expect([...pids('gateway'), ...pids('server')].filter(alive)).toEqual([]))
})
