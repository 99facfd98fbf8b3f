import type { Service } from './config.ts'
import type { Probe } from './probe.ts'
import type { Pool, Upstream } from './upstreams.ts'

type Status = 'ok' | 'impaired' | 'down'

/** The health of the whole, as the last checks found it. Addresses are left out: anybody may read it. */
export interface HealthReport {
  status: Status
  /** People can be served: the main server and the event streams are there. */
  ready: boolean
  checks: Record<string, { ok: boolean }>
  services: Record<
    string,
    {
      status: Status
      instances: { name: string; status: Upstream['state']; checks: Probe['checks'] }[]
    }
  >
}

/** Without these two nobody can talk; the others are missed, but chat goes on. */
const needed: ReadonlySet<string> = new Set(['server', 'notify'] satisfies Service[])

/**
 * @param redisReady undefined without Redis
 */
export const healthOf = (
  pools: Readonly<Record<Service, Pool>>,
  redisReady: boolean | undefined,
  draining: boolean,
): HealthReport => {
  const services = Object.fromEntries(
    Object.entries(pools).map(([service, pool]) => {
      const instances = pool.members.map(({ name, state, probe }) => ({
        name,
        status: state,
        checks: probe?.checks ?? {},
      }))
      return [service, { status: statusOf(instances.map(({ status }) => status)), instances }]
    }),
  )
  const checks: HealthReport['checks'] =
    redisReady === undefined ? {} : { redis: { ok: redisReady } }
  const all = Object.entries(services)
  const neededOnes = all.filter(([service]) => needed.has(service))
  const answering = neededOnes.every(([service]) =>
    services[service]?.instances.some(({ status }) => status === 'up' || status === 'impaired'),
  )
  const down = draining || neededOnes.some(([, { status }]) => status === 'down')
  const fine = all.every(([, { status }]) => status === 'ok') && redisReady !== false
  return {
    status: down ? 'down' : fine ? 'ok' : 'impaired',
    ready: answering && !draining,
    checks,
    services,
  }
}

/** A service is down when no instance of it is well; an instance that misses a dependency is not well. */
const statusOf = (states: readonly Upstream['state'][]): Status => {
  if (states.every((state) => state === 'up')) return 'ok'
  return states.some((state) => state === 'up') ? 'impaired' : 'down'
}
