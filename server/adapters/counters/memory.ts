import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Counters } from '../../ports.ts'
import { counting, countersOn } from './limiter.ts'

/** Counters of this process alone. */
export const memoryCounters = (): Counters => {
  const limiter = new RateLimiterMemory(counting)
  return countersOn(limiter, [limiter])
}
