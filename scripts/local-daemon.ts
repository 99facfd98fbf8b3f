import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** The user and group that a program runs as; undefined for our own. */
export interface Identity {
  uid: number
  gid: number
}

/** Where Debian puts programs that are not on everybody's PATH. */
const places = () => [
  ...(process.env.PATH ?? '').split(':'),
  '/usr/local/sbin',
  '/usr/sbin',
  ...versions('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`),
]
const versions = (directory: string) =>
  existsSync(directory) ? readdirSync(directory).sort((a, b) => Number(b) - Number(a)) : []

/** The full path of an installed program, or undefined. */
export const findProgram = (name: string): string | undefined =>
  places()
    .map((place) => join(place, name))
    .find((path) => existsSync(path))

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package made for it. */
export const postgresIdentity = (): Identity | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const ask = (flag: string) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: ask('-u'), gid: ask('-g') }
}

/** A TCP port that is free now on 127.0.0.1. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0))
    })
  })

/** Asks again and again, until it no longer fails. @throws the last failure, after `timeoutMs` */
export const answers = async (ask: () => Promise<unknown>, timeoutMs: number): Promise<void> => {
  const until = performance.now() + timeoutMs
  for (;;)
    try {
      await ask()
      return
    } catch (error) {
      if (performance.now() > until) throw error
      await pause(50)
    }
}

export interface Daemon {
  pid: number
  /** Ends it and waits until it is gone. SIGKILL is a crash. */
  stop: (signal?: NodeJS.Signals) => Promise<void>
}

/** Starts a program that outlives us, with its output in a log and its pid in a file. */
export const startDaemon = (
  directory: string,
  name: string,
  program: string,
  args: readonly string[],
  identity?: Identity,
): Daemon => {
  const log = openSync(join(directory, `${name}.log`), 'a', 0o600)
  const child = spawn(program, args, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    ...identity,
  })
  closeSync(log)
  child.on('error', () => {})
  child.unref()
  if (child.pid === undefined) throw new Error(`${program} does not start`)
  writeFileSync(join(directory, `${name}.pid`), `${child.pid} ${bornAt(child.pid)}`)
  return { pid: child.pid, stop: (signal) => stopDaemon(directory, name, signal) }
}

/** The daemon that we started earlier and that still runs. A pid that now belongs to another process is not it. */
export const findDaemon = (directory: string, name: string): number | undefined => {
  const file = join(directory, `${name}.pid`)
  if (!existsSync(file)) return undefined
  const [pid, born] = readFileSync(file, 'utf8').split(' ')
  return born !== '' && bornAt(Number(pid)) === born ? Number(pid) : undefined
}

/** Ends a daemon that we started, if it runs, and waits until it is gone. */
export const stopDaemon = async (
  directory: string,
  name: string,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> => {
  const pid = findDaemon(directory, name)
  if (pid !== undefined) {
    process.kill(pid, signal)
    await answers(async () => {
      if (findDaemon(directory, name) !== undefined) throw new Error(`${name} does not stop`)
    }, 20_000)
  }
  rmSync(join(directory, `${name}.pid`), { force: true })
}

/** Start time of a living process, in clock ticks since boot (field 22 of /proc/PID/stat), or ''. */
const bornAt = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? '' : (fields[19] ?? '')
  } catch {
    return ''
  }
}

/** The full path of a program. @throws naming the remedy when it is not installed */
export const installed = (name: string): string => {
  const path = findProgram(name)
  if (!path) throw new Error(`${name} is not installed. Run "make services" first.`)
  return path
}

/** Starts a daemon unless it runs, and waits until it answers; one that ended meanwhile will not, and its log says why. */
export const keepRunning = async (
  directory: string,
  name: string,
  start: () => unknown,
  ask: () => Promise<unknown>,
): Promise<void> => {
  if (findDaemon(directory, name) === undefined) start()
  let ended = false
  await answers(async () => {
    ended = findDaemon(directory, name) === undefined
    if (!ended) await ask()
  }, 20_000)
  if (ended) throw new Error(`${name} ended at once; see ${join(directory, `${name}.log`)}`)
}
