import type { StreamEvent } from '../../shared/events.ts'
import { readFrames } from './stream-frames.ts'

/** How a stream stands. `signed-out` is the end: nothing is tried after it. */
export type StreamState = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'signed-out'

export interface EventStream {
  /** Tries at once, or tries anew where nothing has come for longer than two pings should take: the world may have changed. */
  wake(): void
  /** Lets go at once: the network is gone, and the connection would hang unnoticed. */
  lose(): void
  close(): void
}

export interface EventStreamOptions {
  url: string
  /** The id to go on from; null to begin now. */
  lastId: string | null
  onEvent: (event: StreamEvent, id: string) => void
  onState: (state: StreamState) => void
  /** Anything has come, if only a ping. */
  onBeat?: () => void
  /** How long to wait at most before the n-th try, in ms; the real time is anything below it. */
  backoffMs?: (tries: number) => number
}

/** The server pings every 15 s. */
const doubtMs = 20_000
const silenceMs = 40_000

/** Twice as long each time, so that a server that comes back is not run over by everybody at once. */
const fullJitter = (tries: number) => Math.min(15_000, 1_000 * 2 ** tries)

/**
 * Keeps a stream of events open until it is closed or the session ends, going on after each break from the last id. It reads the body of
 * a `fetch` rather than an EventSource, since that one gives up for good on any answer but 200 and does not say which it was.
 */
export const openStream = ({
  url,
  lastId,
  onEvent,
  onState,
  onBeat = () => {},
  backoffMs = fullJitter,
}: EventStreamOptions): EventStream => {
  let closed = false
  let tries = 0
  let heardAt = Date.now()
  let attempt = new AbortController()
  let skipWait = () => {}
  let last: StreamState | null = null
  const become = (state: StreamState) => {
    if (closed || state === last) return
    last = state
    onState(state)
  }

  /** @returns the seconds to wait at least, or null when the session has ended */
  const read = async (): Promise<number | null> => {
    attempt = new AbortController()
    heardAt = Date.now()
    const response = await fetch(url, {
      headers: {
        accept: 'text/event-stream',
        ...(lastId === null ? {} : { 'last-event-id': lastId }),
      },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: attempt.signal,
    })
    if (response.status === 401) return null
    if (!response.ok || !response.body) {
      await response.body?.cancel()
      return Number(response.headers.get('retry-after') ?? 0)
    }
    const frames = readFrames((event, id) => {
      if (closed) return
      lastId = id
      if (event.type === 'stream.ready') {
        tries = 0
        become('live')
      }
      onEvent(event, id)
    })
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      heardAt = Date.now()
      onBeat()
      frames.take(part.value)
    }
    return 0
  }

  const run = async () => {
    become(lastId === null ? 'connecting' : 'reconnecting')
    while (!closed) {
      const wait = await read().catch(() => 0)
      if (closed) return
      if (wait === null) return become('signed-out')
      become(navigator.onLine === false ? 'offline' : 'reconnecting')
      await pause(wait * 1000 + Math.random() * backoffMs(tries))
      tries += 1
    }
  }
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      skipWait = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const silentFor = () => Date.now() - heardAt
  const watchdog = setInterval(() => {
    if (silentFor() > silenceMs) attempt.abort()
  }, 5_000)
  void run()
  return {
    wake: () => {
      tries = 0
      skipWait()
      if (silentFor() > doubtMs) attempt.abort()
    },
    lose: () => attempt.abort(),
    close: () => {
      closed = true
      clearInterval(watchdog)
      attempt.abort()
      skipWait()
    },
  }
}
