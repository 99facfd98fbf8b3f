import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A process that we run, with everything it says in a file. */
export interface Program {
  name: string
  log: string
  pid: () => number | undefined
  /** Starts it, unless it runs. */
  start: () => void
  /** Why it ended, if it did so by itself. */
  failure: () => string | undefined
  /** SIGKILL; resolves when it is gone. */
  crash: () => Promise<void>
  /** SIGTERM, and SIGKILL when that does not help; resolves when it is gone. */
  stop: () => Promise<void>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const stopMs = 25_000

/** How to end everything that we started, should we end first. */
const running = new Set<() => void>()
process.once('exit', () => running.forEach((kill) => kill()))

/** Nothing of our own environment but these, so that a developer's settings change no test. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG'] as const

/**
 * A program of this repository for Node.
 * @param args the file, relative to the root, and its arguments
 * @param directory where its log goes
 */
export const nodeProgram = (
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  directory: string,
): Program => program(name, [process.execPath, ...args], env, directory)

/** Any program, by its full path or by a name on the PATH. See {@link nodeProgram}. */
export const program = (
  name: string,
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  directory: string,
): Program => {
  const log = join(directory, `${name}.log`)
  let child: ChildProcess | undefined
  let failure: string | undefined
  let expected = false

  const end = async (signal: NodeJS.Signals) => {
    const mine = child
    if (!mine) return
    expected = true
    const gone = new Promise((resolve) => mine.once('exit', resolve))
    mine.kill(signal)
    const patience = setTimeout(() => mine.kill('SIGKILL'), stopMs)
    await gone
    clearTimeout(patience)
  }
  running.add(() => child?.kill('SIGKILL'))

  return {
    name,
    log,
    pid: () => child?.pid,
    failure: () => failure,
    crash: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    start: () => {
      if (child) return
      expected = false
      failure = undefined
      const output = openSync(log, 'a')
      const mine = spawn(command, args, {
        cwd: root,
        env: {
          ...Object.fromEntries(inherited.map((key) => [key, process.env[key]])),
          ...env,
        },
        stdio: ['ignore', output, output],
      })
      closeSync(output)
      child = mine
      mine.once('error', (error) => {
        child = undefined
        failure = `${name} cannot be started: ${error.message}`
      })
      mine.once('exit', (code, signal) => {
        child = undefined
        if (!expected) failure = `${name} ended with ${signal ?? code}:\n${tail(log)}`
      })
    },
  }
}

/** The last lines of a log. */
export const tail = (log: string, lines = 30): string =>
  existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : ''
