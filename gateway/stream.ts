import type { Socket } from 'node:net'
import { setTimeout as setTimeoutPromise } from 'node:timers/promises'
import type { FaultBody } from '../shared/errors.ts'
import type { Forward } from './asked.ts'
import type { ForwardDeps } from './forward.ts'
import { alreadySent, nodeOf } from './forward.ts'
import { accountIn, answerHeaders, requestHeaders } from './headers.ts'
import { formatAnswer, formatRequest } from './raw-http.ts'
import type { Opened } from './open-stream.ts'
import { openStream } from './open-stream.ts'
import type { Upstream } from './upstreams.ts'

export interface StreamDeps extends ForwardDeps {
  /** Milliseconds that a stream waits for an upstream before it is cut. */
  holdMs: number
  perNetwork: number
  limited: () => void
}
export interface Streams {
  stream: Forward
  open: () => number
  /** Sockets that carry a stream: nothing else may be asked on them. */
  owns: (socket: Socket) => boolean
  /** Cuts all streams; their clients connect again, to whoever listens then. */
  cutAll: () => void
}

/**
 * Event streams. The client's socket and the upstream's are piped into each other, framing included: the gateway does no work per event.
 * A stream is never refused with 5xx, since that would end a browser's EventSource for good: it is held until an upstream is there, or
 * cut, and the browser comes back by itself. `forward` serves clients whose connection cannot carry a raw stream.
 */
export const createStreams = (deps: StreamDeps, forward: Forward): Streams => {
  const pool = deps.pools.notify
  const networks = new Map<string, number>()
  const sockets = new Set<Socket>()

  const stream: Forward = async (c, route, refuseWith) => {
    const { incoming, outgoing } = nodeOf(c)
    const client = incoming.socket
    if (incoming.httpVersion !== '1.1' || outgoing.socket !== client)
      return forward(c, route, refuseWith)
    const { network } = c.get('peer')
    const count = networks.get(network) ?? 0
    if (count >= deps.perNetwork) {
      deps.limited()
      return refuseWith(tooMany)
    }
    networks.set(network, count + 1)
    sockets.add(client)
    const gone = new AbortController()
    const held = setTimeout(() => client.destroy(), deps.holdMs)
    const leave = () => {
      clearTimeout(held)
      gone.abort()
      sockets.delete(client)
      const left = (networks.get(network) ?? 1) - 1
      if (left === 0) networks.delete(network)
      else networks.set(network, left)
    }
    client.once('close', leave)

    const query = incoming.url?.indexOf('?') ?? -1
    const request = formatRequest(
      query < 0 ? route.path : route.path + incoming.url?.slice(query),
      requestHeaders(incoming, c.var, deps.key),
    )
    while (!client.destroyed) {
      const upstream = await picked(gone.signal)
      if (!upstream) break
      upstream.active += 1
      const opened = await openStream(upstream, request, deps.connectMs, deps.answerMs, gone.signal)
      if (typeof opened === 'string' || opened.status >= 500) {
        upstream.active -= 1
        if (typeof opened === 'object') opened.socket.destroy()
        else if (!gone.signal.aborted) pool.failed(upstream, opened === 'refused')
        await pause(againMs, gone.signal)
        continue
      }
      clearTimeout(held)
      pool.worked(upstream)
      const account = accountIn(opened.headers)
      const { cookie, authorization } = incoming.headers
      if (account) deps.accounts.learn({ cookie, authorization }, account)
      join(opened, client, upstream)
      client.write(formatAnswer(opened, answerHeaders(opened.headers, c.get('answer'))), 'latin1')
      if (opened.rest.length > 0) client.write(opened.rest)
      opened.socket.pipe(client)
      return alreadySent(c, opened.status)
    }
    return alreadySent(c, 499)
  }

  const join = ({ socket: from }: Opened, client: Socket, upstream: Upstream) => {
    client.setKeepAlive(true, 30_000)
    client.once('close', () => from.destroy())
    from.once('close', () => {
      upstream.active -= 1
      closeSoon(client)
    })
    if (client.destroyed) from.destroy()
  }

  /** An upstream to ask, as soon as there is one; undefined when the client has left or was cut. */
  const picked = (signal: AbortSignal): Promise<Upstream | undefined> =>
    new Promise((resolve) => {
      const look = () => {
        const upstream = signal.aborted ? undefined : pool.pick()
        if (!upstream && !signal.aborted) return
        forget()
        signal.removeEventListener('abort', look)
        resolve(upstream)
      }
      const forget = pool.onChange(look)
      signal.addEventListener('abort', look)
      look()
    })

  return {
    stream,
    open: () => sockets.size,
    owns: (socket) => sockets.has(socket),
    cutAll: () => {
      for (const socket of sockets) closeSoon(socket)
    },
  }
}

/** Closes a socket when its last bytes are out, and anyway after a while: a client that does not read must not keep it open. */
const closeSoon = (socket: Socket) => {
  socket.destroySoon()
  const deadline = setTimeout(() => socket.destroy(), 5_000).unref()
  socket.once('close', () => clearTimeout(deadline))
}

/** Between two attempts at an upstream that listens but does not give a stream, in milliseconds. */
const againMs = 200
const pause = (ms: number, signal: AbortSignal) =>
  setTimeoutPromise(ms, undefined, { signal }).catch(() => undefined)

const tooMany: FaultBody = {
  code: 'rate_limited',
  message: 'Too many open connections from this network. Close some tabs and reload this one.',
  retryAfter: 60,
}
