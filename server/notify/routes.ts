import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { httpStatus } from '../../shared/errors.ts'
import type { FaultBody } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { Deps } from '../deps.ts'
import { tokenOf } from '../identity/cookie.ts'
import type { Credential } from '../identity/credentials.ts'
import { findCredential } from '../identity/credentials.ts'
import { gatewayHeader, isGateway } from '../identity/token.ts'
import { catchUp } from './catch-up.ts'
import { openingBytes } from './frames.ts'
import type { Hub } from './hub.ts'
import type { Meters } from './meters.ts'
import { socketOutlet } from './outlet.ts'
import type { Pulse } from './pulse.ts'
import { resumeIdIn } from './stream-id.ts'
import type { PresenceTeller } from './tell-presence.ts'

const paths = ['/sse', '/sse/events.stream', '/trpc/events.stream']
/** As long as any id of ours and its JSON can be, many times over. */
const maxResumeLength = 1_000

export interface StreamRoutes {
  hub: Hub
  pulse: Pulse
  meters: Meters
  greet: PresenceTeller['greet']
  /** Whether the process is stopping: then nobody is let in. */
  draining: () => boolean
}

/**
 * `GET /sse` and its two names in tRPC: the stream of a session's events, written to the socket itself. A refusal is JSON. On trouble of
 * ours the socket is cut without an answer: any answer but 200 ends a browser's EventSource for good, a cut makes it come back.
 */
export const streamRoutes = (deps: Deps, streams: StreamRoutes): Hono => {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.on('GET', paths, async (c) => {
    const { incoming, outgoing } = c.env
    const cut = () => {
      incoming.socket.destroy()
      return RESPONSE_ALREADY_SENT
    }
    // Hono answers HEAD by GET's handler; a stream has no head alone.
    if (incoming.method !== 'GET') return c.body(null, 405, { Allow: 'GET' })
    const token = tokenOf(c, deps.config.publicUrl)
    let credential: Credential | null
    try {
      credential = token === null ? null : await findCredential(deps.db, token, { now: deps.now() })
    } catch (error) {
      deps.log.warn({ err: error }, 'a stream cannot be opened')
      return cut()
    }
    if (!credential) return refuse(c, signIn)
    if (tooMany(streams.hub, credential)) return refuse(c, enough)
    // An answer that waits for another one on the same connection has no socket yet.
    if (outgoing.socket !== incoming.socket || outgoing.destroyed || streams.draining())
      return cut()

    const trusted = isGateway(deps.config.jwtSecret, c.req.header(gatewayHeader))
    // Neither chunks nor a length: see `headers`.
    outgoing.removeHeader('Transfer-Encoding')
    outgoing.writeHead(200, {
      ...headers,
      ...(trusted ? { 'X-Fechatter-Account': credential.userId } : {}),
    })
    outgoing.flushHeaders()
    void run(deps, streams, credential, outgoing.socket, resumeId(c))
    return RESPONSE_ALREADY_SENT
  })
  return app as unknown as Hono
}

/** tRPC's, except that the connection carries nothing else: the body needs no framing and ends with it. */
const headers = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
  Connection: 'close',
}

const run = async (
  deps: Deps,
  { hub, pulse, meters, greet }: StreamRoutes,
  credential: Credential,
  socket: HttpBindings['outgoing']['socket'] & object,
  resume: string | undefined,
) => {
  const outlet = socketOutlet(socket, (slow) => pulse.waiting(slow), meters.evicted)
  const connection = hub.open({ userId: credential.userId, sessionId: credential.id }, outlet)
  socket.setNoDelay(true)
  socket.once('close', () => {
    hub.close(connection)
    pulse.remove(outlet)
  })
  pulse.add(outlet)
  outlet.write(openingBytes)
  try {
    const outcome = await catchUp(deps, hub, connection, resume, greet)
    if (outcome === 'resync') meters.resynced()
    if (outcome === 'gone') outlet.end()
  } catch (error) {
    deps.log.warn({ err: error }, 'a stream cannot be brought up to date')
    socket.destroy()
  }
}

const resumeId = (c: Context): string | undefined => {
  const header = c.req.header('last-event-id')
  const input = c.req.query('input')
  const tooLong = (text: string | undefined) => (text?.length ?? 0) > maxResumeLength
  return resumeIdIn(tooLong(header) ? '?' : header, tooLong(input) ? '?' : input)
}

const tooMany = (hub: Hub, credential: Credential): boolean => {
  const mine = hub.of(credential.userId)
  if (mine.size >= limits.streamsPerUser) return true
  let here = 0
  for (const { sessionId } of mine) if (sessionId === credential.id) here += 1
  return here >= limits.streamsPerSession
}

const signIn: FaultBody = { code: 'unauthorized', message: 'Sign in to continue.' }
const enough: FaultBody = {
  code: 'rate_limited',
  message: 'Too many open streams. Close some tabs or programs, then reload.',
  retryAfter: 30,
}

const refuse = (c: Context, fault: FaultBody) => {
  if (fault.retryAfter !== undefined) c.header('Retry-After', String(fault.retryAfter))
  c.header('Cache-Control', 'no-store')
  return c.json(fault, httpStatus[fault.code] as 401 | 429)
}
