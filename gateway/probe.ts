import { get } from 'node:http'
import { z } from 'zod'
import type { Pool, Upstream } from './upstreams.ts'

/** What a health check found. */
export interface Probe {
  /** `failing`: it answered that something is wrong · `none`: it did not answer in time · `refused`: nobody is there. */
  answer: 'ok' | 'failing' | 'none' | 'refused'
  /** The dependencies of the service, as it reports them itself. */
  checks: Readonly<Record<string, { ok: boolean; ms?: number | undefined }>>
}

const Report = z.object({
  checks: z
    .record(z.string().max(40), z.object({ ok: z.boolean(), ms: z.number().optional() }))
    .default({}),
})
const timeoutMs = 1_500
const maxBytes = 64 * 1024

/** Checks all members of the pools for ever: every `everyMs`, and those that are down every `againMs`. Returns how to stop. */
export const keepProbing = (
  pools: readonly Pool[],
  { everyMs, againMs }: { everyMs: number; againMs: number },
): (() => void) => {
  const timers = new Set<NodeJS.Timeout>()
  for (const pool of pools)
    for (const member of pool.members) {
      let last = -Infinity
      let asking = false
      const look = async () => {
        const due = member.state === 'down' || performance.now() - last >= everyMs
        if (asking || !due) return
        asking = true
        pool.found(member, await probe(member))
        last = performance.now()
        asking = false
      }
      void look()
      timers.add(setInterval(() => void look(), againMs).unref())
    }
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

/** Asks one member for its `/health`, on a connection of its own, as a newcomer would. */
const probe = ({ host, port }: Upstream): Promise<Probe> =>
  new Promise((resolve) => {
    const request = get({ host, port, path: '/health', agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
        if (text.length > maxBytes) response.destroy()
      })
      response.once('close', () => {
        clearTimeout(timer)
        if (!response.complete) return resolve({ answer: 'none', checks: {} })
        resolve({ answer: response.statusCode === 200 ? 'ok' : 'failing', checks: checksIn(text) })
      })
    })
    const timer = setTimeout(() => request.destroy(), timeoutMs)
    request.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      const nobody = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH'].includes(error.code ?? '')
      resolve({ answer: nobody ? 'refused' : 'none', checks: {} })
    })
  })

const checksIn = (text: string): Probe['checks'] => {
  try {
    return Report.parse(JSON.parse(text)).checks
  } catch {
    return {}
  }
}
