import { createMiddleware } from 'hono/factory'
import type { Asked } from './asked.ts'
import { refuse } from './refuse.ts'
import { proceduresOf, signInsOf } from './route.ts'

/** What became of an attempt to take points from a window. */
export interface Verdict {
  allowed: boolean
  limit: number
  remaining: number
  /** Seconds until the window is full again. */
  reset: number
}
/** Takes `points` from the window of `key`; counting never fails. */
export type Take = (key: string, points: number) => Promise<Verdict>

export interface Limits {
  network: Take
  account: Take
  signIn: Take
  /** The account behind the request's session or token; a stand-in while it is not known; undefined without one. */
  accountOf: (headers: {
    cookie: string | undefined
    authorization: string | undefined
  }) => string | undefined
  /** Told of each refusal. */
  hit: (limit: 'network' | 'account' | 'sign_in') => void
}

const ours = new Set(['/livez', '/readyz', '/health', '/metrics'])

/**
 * Takes a request's points from every window it belongs to, one per procedure of a batch, and refuses it when one is empty.
 * The headers tell of the tightest window (draft-ietf-httpapi-ratelimit-headers-03).
 */
export const limitRequests = (limits: Limits) =>
  createMiddleware<Asked>(async (c, next) => {
    const { path, peer } = c.var
    if (path === '/livez' || path === '/readyz') return next()
    const points = Math.max(1, proceduresOf(path).length)
    const signIns = signInsOf(path, c.req.method)
    const account =
      ours.has(path) || path.startsWith('/assets/')
        ? undefined
        : limits.accountOf({
            cookie: c.req.header('cookie'),
            authorization: c.req.header('authorization'),
          })
    const taken = await Promise.all([
      taking('network', limits.network(peer.network, points)),
      ...(account === undefined ? [] : [taking('account', limits.account(account, points))]),
      ...(signIns === 0 ? [] : [taking('sign_in', limits.signIn(peer.network, signIns))]),
    ])
    const tightest = taken.reduce((a, b) => (tightness(b) < tightness(a) ? b : a))
    Object.assign(c.get('answer'), {
      'ratelimit-limit': String(tightest.limit),
      'ratelimit-remaining': String(tightest.remaining),
      'ratelimit-reset': String(tightest.reset),
    })
    if (tightest.allowed) return next()
    limits.hit(tightest.name)
    return refuse(c, path, {
      code: 'rate_limited',
      message: `Too many requests at once. Try again in ${tightest.reset} s.`,
      retryAfter: tightest.reset,
    })
  })

const taking = async (name: 'network' | 'account' | 'sign_in', verdict: Promise<Verdict>) => ({
  name,
  ...(await verdict),
})
const tightness = ({ allowed, limit, remaining }: Verdict) => (allowed ? remaining / limit : -1)
