import { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { Check, Counters, Stop } from '../../ports.ts'
import { counting, countersOn } from './limiter.ts'

export interface RedisCounters extends Counters {
  ping: Check
  stop: Stop
}

/**
 * Counters that all processes share. While Redis is away or does not answer within half a second, each process counts in its own
 * memory; it reconnects for ever.
 * @param url `redis://host:port` or `rediss://host:port`
 */
export const redisCounters = ({
  url,
  password,
}: {
  url: string
  password: string | undefined
}): RedisCounters => {
  const redis = new Redis(url, {
    ...(password === undefined ? {} : { password }),
    // Without a connection a command fails at once, and the insurance counts.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 500,
    connectTimeout: 5000,
    retryStrategy: (attempt) => Math.min(2000, 50 * 2 ** attempt),
  })
  // Health asks by ping; an error without a listener would end the process.
  redis.on('error', () => {})
  const insurance = new RateLimiterMemory(counting)
  const limiter = new RateLimiterRedis({
    ...counting,
    storeClient: redis,
    insuranceLimiter: insurance,
    rejectIfRedisNotReady: true,
  })
  return {
    ...countersOn(limiter, [limiter, insurance]),
    ping: async () => void (await redis.ping()),
    stop: async () => redis.disconnect(),
  }
}
