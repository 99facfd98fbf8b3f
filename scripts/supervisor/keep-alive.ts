import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

/** A Node program that the supervisor runs. */
export interface Program {
  name: string
  /** Path of the file that Node runs. */
  file: string
  env?: Readonly<Record<string, string | undefined>>
}

export interface Timing {
  /** How often signs of life are counted, in ms. */
  tickMs: number
  /** Ticks without a message before a child counts as hung, and the same before its first message. */
  silentTicks: number
  firstSilentTicks: number
  /** The pause before a restart doubles from the first to the last, in ms. */
  firstPauseMs: number
  lastPauseMs: number
  /** A child that was ready for this long has started well: the next pause is the first one again. */
  steadyMs: number
  /** Time to stop by itself after SIGTERM, then SIGKILL. */
  stopMs: number
  /** Deaths before it was ever ready, after which the supervisor gives up. */
  attempts: number
}

export const usualTiming: Timing = {
  tickMs: 1_000,
  silentTicks: 10,
  firstSilentTicks: 60,
  firstPauseMs: 200,
  lastPauseMs: 5_000,
  steadyMs: 10_000,
  stopMs: 15_000,
  attempts: 5,
}

export interface Observer {
  /** The child serves. `url` is where people reach it, if it said so. */
  ready: (url: string | undefined) => void
  /** A line for the operator. */
  said: (line: string) => void
  /** It will not be started again; the sentence says why. */
  gaveUp: (why: string) => void
}

export interface Kept {
  name: string
  /** Ends the child for good: SIGTERM, then SIGKILL after `stopMs`. */
  stop: () => Promise<void>
  killNow: () => void
}

/** EX_CONFIG of sysexits.h: the child printed what is wrong with its configuration; starting it again cannot help. */
const badConfig = 78

/** Runs one program, starts it again when it dies or hangs, until it is stopped or gives up. */
export const keepAlive = (program: Program, timing: Timing, observer: Observer): Kept => {
  const { name, file } = program
  let child: ChildProcess | undefined
  let retry: NodeJS.Timeout | undefined
  let stopping = false
  let everReady = false
  let deaths = 0
  let pauseMs = timing.firstPauseMs

  const died = (how: string, code: number | null, readyAt: number | undefined) => {
    child = undefined
    if (stopping) return
    if (code === badConfig) {
      observer.gaveUp(`${name} cannot start with this configuration: see its message above.`)
      return
    }
    deaths += 1
    if (!everReady && deaths >= timing.attempts) {
      observer.gaveUp(`${name} ${how} ${deaths} times and never got ready: see its messages above.`)
      return
    }
    if (readyAt !== undefined && performance.now() - readyAt >= timing.steadyMs)
      pauseMs = timing.firstPauseMs
    observer.said(`${name} ${how}; starting it again in ${pauseMs / 1000} s.`)
    retry = setTimeout(start, pauseMs)
    pauseMs = Math.min(pauseMs * 2, timing.lastPauseMs)
  }

  const start = () => {
    let silent = 0
    let limit = timing.firstSilentTicks
    let readyAt: number | undefined
    const mine = spawn(process.execPath, [file], {
      env: { ...process.env, ...program.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Its own process group: Ctrl-C in the terminal reaches the supervisor only, which stops the children in order.
      detached: true,
    })
    child = mine
    // Ticks are counted instead of reading a clock: after a pause of the supervisor itself, one tick is missing, not many.
    const watch = setInterval(() => {
      silent += 1
      // A child that was told to stop may fall silent; its time is measured by stop().
      if (silent !== limit || stopping) return
      observer.said(`${name} (pid ${mine.pid}) shows no sign of life: killing it.`)
      mine.kill('SIGKILL')
    }, timing.tickMs)
    mine.on('message', (message) => {
      silent = 0
      limit = timing.silentTicks
      if (!isReady(message)) return
      readyAt = performance.now()
      everReady = true
      observer.ready(message.url)
    })
    let ended = false
    const end = (how: string, code: number | null) => {
      if (ended) return
      ended = true
      clearInterval(watch)
      died(how, code, readyAt)
    }
    mine.once('exit', (code, signal) =>
      end(signal ? `was ended by ${signal}` : `ended with exit code ${code}`, code),
    )
    mine.once('error', (error) => end(`could not be started (${error.message})`, null))
  }

  start()
  return {
    name,
    stop: async () => {
      stopping = true
      clearTimeout(retry)
      const last = child
      if (!last) return
      const gone = new Promise((resolve) => last.once('exit', resolve))
      last.kill('SIGTERM')
      const patience = setTimeout(() => {
        observer.said(`${name} did not stop within ${timing.stopMs / 1000} s: killing it.`)
        last.kill('SIGKILL')
      }, timing.stopMs)
      await gone
      clearTimeout(patience)
    },
    killNow: () => child?.kill('SIGKILL'),
  }
}

const isReady = (message: unknown): message is { type: 'ready'; url?: string } =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready'
