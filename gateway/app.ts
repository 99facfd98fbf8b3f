import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import type { FaultBody } from '../shared/errors.ts'
import type { Asked, Asking, Forward } from './asked.ts'
import type { HealthReport } from './health.ts'
import { limitRequests } from './limit-requests.ts'
import type { Limits } from './limit-requests.ts'
import type { Peer } from './network.ts'
import { isForeign } from './origin.ts'
import { refuse, tooLarge } from './refuse.ts'
import { canonicalPath, routeOf } from './route.ts'
import { newNonce, securityHeaders } from './security-headers.ts'

/** All that the gateway's app needs of the runtime it is in. */
export interface Runtime {
  /** As people see it, without a trailing slash. */
  publicUrl: string
  corsOrigins: readonly string[]
  bodyLimit: number
  uploadLimit: number
  /** The target of the request line, as it was sent. */
  targetOf: (c: Asking) => string
  peerOf: (c: Asking) => Peer
  limits: Limits
  forward: Forward
  stream: Forward
  health: () => HealthReport
  metrics: { text: () => Promise<string>; contentType: string }
  /** Told of every answer. `seconds` is the time to its head. */
  observe: (asked: Asked['Variables'], method: string, status: number, seconds: number) => void
  failed: (error: unknown, asked: Asked['Variables']) => void
}

/** The gateway: it names, protects, limits and routes requests; how they travel is the runtime's business. */
export const createApp = (runtime: Runtime): Hono<Asked> => {
  const app = new Hono<Asked>()
  const ownOrigin = new URL(runtime.publicUrl).origin
  const https = ownOrigin.startsWith('https:')
  const allowed: ReadonlySet<string> = new Set(runtime.corsOrigins)

  app.use(async (c, next) => {
    const began = performance.now()
    const nonce = newNonce()
    const requestId = idOf(c.req.header('x-request-id'))
    c.set('nonce', nonce)
    c.set('requestId', requestId)
    c.set('peer', runtime.peerOf(c))
    c.set('answer', { ...securityHeaders(nonce, https), 'x-request-id': requestId })
    c.set('route', 'gateway')
    c.set('forwarded', false)
    const path = canonicalPath(runtime.targetOf(c))
    c.set('path', path ?? '/')
    if (path === undefined) c.res = refuse(c, '/', nothingHere)
    else await next()
    if (!c.get('forwarded')) {
      // A runtime's own response may refuse new headers: they go on a copy.
      const made = new Response(c.res.body, c.res)
      for (const [name, value] of Object.entries(c.get('answer'))) made.headers.set(name, value)
      c.res = undefined
      c.res = made
    }
    runtime.observe(c.var, c.req.method, c.res.status, (performance.now() - began) / 1000)
  })

  const crossOrigin = cors({
    origin: (origin) => (allowed.has(origin) ? origin : null),
    credentials: true,
    exposeHeaders: ['x-request-id', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining'],
    maxAge: 600,
  })
  app.use(
    createMiddleware<Asked>((c, next) => {
      const origin = c.req.header('origin')
      if (origin === undefined || !allowed.has(origin)) return next()
      return crossOrigin(c, async () => {
        // What is forwarded takes its headers from here and not from Hono's response.
        c.res.headers.forEach((value, name) => (c.get('answer')[name] = value))
        c.get('answer')['vary'] = 'Origin'
        await next()
      })
    }),
  )

  app.use(async (c, next) => {
    const { path, peer } = c.var
    const foreign = isForeign(
      {
        method: c.req.method,
        stream: routeOf(path, c.req.method)?.name === 'stream',
        origin: c.req.header('origin'),
        site: c.req.header('sec-fetch-site'),
      },
      [ownOrigin, `${peer.proto}://${peer.host}`],
      allowed,
    )
    return foreign ? refuse(c, path, fromElsewhere) : next()
  })

  app.use(limitRequests(runtime.limits))

  app.get('/livez', (c) => c.json({ status: 'ok', role: 'gateway' }))
  app.get('/readyz', (c) => {
    const { ready } = runtime.health()
    return c.json({ status: ready ? 'ok' : 'down', role: 'gateway' }, ready ? 200 : 503)
  })
  app.get('/health', (c) => {
    const { ready, ...report } = runtime.health()
    c.header('cache-control', 'no-store')
    return c.json(report, report.status === 'down' ? 503 : 200)
  })
  app.get('/metrics', async (c) =>
    c.text(await runtime.metrics.text(), 200, { 'content-type': runtime.metrics.contentType }),
  )

  app.all('*', async (c) => {
    const { path } = c.var
    const route = routeOf(path, c.req.method)
    if (!route) return refuse(c, path, nothingHere)
    c.set('route', route.name)
    const most = route.name === 'upload' ? runtime.uploadLimit : runtime.bodyLimit
    if (Number(c.req.header('content-length') ?? 0) > most) return refuse(c, path, tooLarge(most))
    const send = route.name === 'stream' ? runtime.stream : runtime.forward
    return send(c, route, (fault) => refuse(c, path, fault))
  })

  app.onError((error, c) => {
    runtime.failed(error, c.var)
    return refuse(c, c.var.path, broken)
  })
  return app
}

/** A client's own request id if it is a plain word of at most 64 characters, else a new one. */
const idOf = (given: string | undefined): string =>
  given && /^[\w.-]{1,64}$/.test(given) ? given : crypto.randomUUID()

const nothingHere: FaultBody = {
  code: 'not_found',
  message: 'There is nothing at this address. Check how it is spelt.',
}
const fromElsewhere: FaultBody = {
  code: 'forbidden',
  message:
    'This request came from another site and was refused. Do it on the pages of Fechatter itself.',
}
const broken: FaultBody = {
  code: 'internal',
  message: 'Something went wrong on our side. Try again in a moment.',
}
