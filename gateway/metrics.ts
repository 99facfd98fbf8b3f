import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Pool } from './upstreams.ts'

export interface Metrics {
  text: () => Promise<string>
  contentType: string
  request: (route: string, method: string, status: number, seconds: number) => void
  limited: (limit: 'network' | 'account' | 'sign_in' | 'streams') => void
  retried: (service: string) => void
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const stateValues = { down: 0, impaired: 0.5, unknown: 0.5, up: 1 }

/** The gateway's figures in Prometheus' text format. Labels come from closed lists: nobody outside can add series. */
export const createMetrics = (
  pools: Readonly<Record<string, Pool>>,
  streams: () => number,
): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'fechatter_gateway_requests_total',
    help: 'Requests answered',
    labelNames: ['route', 'method', 'status'] as const,
    registers,
  })
  const seconds = new Histogram({
    name: 'fechatter_gateway_request_seconds',
    help: 'Seconds from a request to the head of its answer',
    labelNames: ['route'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  const limited = new Counter({
    name: 'fechatter_gateway_limited_total',
    help: 'Requests refused by a limit',
    labelNames: ['limit'] as const,
    registers,
  })
  const retried = new Counter({
    name: 'fechatter_gateway_retries_total',
    help: 'Requests sent again to another upstream',
    labelNames: ['service'] as const,
    registers,
  })
  new Gauge({
    name: 'fechatter_gateway_streams',
    help: 'Event streams open',
    registers,
    collect() {
      this.set(streams())
    },
  })
  new Gauge({
    name: 'fechatter_gateway_upstream_state',
    help: '1 up, 0.5 impaired or unknown, 0 down',
    labelNames: ['upstream'] as const,
    registers,
    collect() {
      for (const pool of Object.values(pools))
        for (const { name, state } of pool.members) this.set({ upstream: name }, stateValues[state])
    },
  })
  new Gauge({
    name: 'fechatter_gateway_upstream_active',
    help: 'Requests and streams an upstream is busy with',
    labelNames: ['upstream'] as const,
    registers,
    collect() {
      for (const pool of Object.values(pools))
        for (const { name, active } of pool.members) this.set({ upstream: name }, active)
    },
  })
  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    request: (route, method, status, took) => {
      requests.inc({ route, method: methods.has(method) ? method : 'other', status })
      seconds.observe({ route }, took)
    },
    limited: (limit) => limited.inc({ limit }),
    retried: (service) => retried.inc({ service }),
  }
}
