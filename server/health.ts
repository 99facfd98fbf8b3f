import { Hono } from 'hono'
import { routePath } from 'hono/route'
import { Counter, Histogram } from 'prom-client'
import type { Check } from './ports.ts'
import type { RoleName } from './config.ts'
import type { Deps } from './deps.ts'

const checkTimeoutMs = 2_000

/**
 * The HTTP face that every role shares: `/livez` (the process answers), `/readyz` and `/health` (each dependency asked now),
 * `/metrics` (Prometheus text), request counts and times, and then the role's own routes.
 */
export const roleApp = (deps: Deps, role: RoleName, own: Hono | null): Hono => {
  const app = new Hono()
  const measure = httpMetrics(deps)
  app.use(async (c, next) => {
    const started = performance.now()
    await next()
    measure(role, c.req.method, routePath(c, -1), c.res.status, performance.now() - started)
  })
  app.get('/livez', (c) => c.json({ status: 'ok', role }))
  app.on('GET', ['/health', '/readyz'], async (c) => {
    const checks = await runChecks(deps.checks)
    const ok = Object.values(checks).every((check) => check.ok)
    return c.json({ status: ok ? 'ok' : 'down', role, checks }, ok ? 200 : 503)
  })
  app.get('/metrics', async (c) =>
    c.text(await deps.metrics.metrics(), 200, { 'content-type': deps.metrics.contentType }),
  )
  if (own) app.route('/', own)
  return app
}

export type Outcome = { ok: true; ms: number } | { ok: false; ms: number; reason: string }

/** Asks all dependencies at once; one that does not answer in two seconds is down. */
export const runChecks = async (checks: Record<string, Check>): Promise<Record<string, Outcome>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(checks).map(async ([name, check]): Promise<[string, Outcome]> => {
        const started = performance.now()
        const ms = () => Math.round(performance.now() - started)
        try {
          await withTimeout(check())
          return [name, { ok: true, ms: ms() }]
        } catch {
          // The reason may hold addresses or credentials: it goes to the log of whoever owns the dependency, not here.
          return [name, { ok: false, ms: ms(), reason: 'does not answer' }]
        }
      }),
    ),
  )

const withTimeout = async (work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timed out')), checkTimeoutMs)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

const httpMetrics = ({ metrics }: Deps) => {
  const labelNames = ['role', 'method', 'route', 'status'] as const
  const requests =
    (metrics.getSingleMetric('fechatter_http_requests_total') as Counter | undefined) ??
    new Counter({
      name: 'fechatter_http_requests_total',
      help: 'HTTP requests answered',
      labelNames,
      registers: [metrics],
    })
  const seconds =
    (metrics.getSingleMetric('fechatter_http_request_seconds') as Histogram | undefined) ??
    new Histogram({
      name: 'fechatter_http_request_seconds',
      help: 'Time to answer an HTTP request, in seconds',
      labelNames: ['role', 'route'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers: [metrics],
    })
  return (role: RoleName, method: string, route: string, status: number, ms: number) => {
    requests.inc({ role, method, route, status })
    seconds.observe({ role, route }, ms / 1000)
  }
}
