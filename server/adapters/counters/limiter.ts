import type { RateLimiterAbstract } from 'rate-limiter-flexible'
import type { Counters } from '../../ports.ts'

/** The library counts; how many points are too many is said with each hit. */
export const counting = { points: Number.MAX_SAFE_INTEGER, duration: 60, keyPrefix: 'limit' }

/**
 * Counters over a limiter that was made with {@link counting}. A window is rounded up to whole seconds and begins with its first hit.
 * @param stores all that may remember a key
 */
export const countersOn = (
  limiter: RateLimiterAbstract,
  stores: readonly RateLimiterAbstract[],
): Counters => ({
  hit: async (key, { points, windowMs, cost = 1 }) => {
    const count = await limiter.consume(key, cost, { customDuration: Math.ceil(windowMs / 1000) })
    return {
      allowed: count.consumedPoints <= points,
      remaining: Math.max(0, points - count.consumedPoints),
      resetMs: Math.max(0, count.msBeforeNext),
    }
  },
  clear: async (key) => {
    await Promise.all(stores.map((store) => store.delete(key)))
  },
})
