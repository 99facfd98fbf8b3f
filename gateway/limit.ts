import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Config, Window } from './config.ts'
import type { Take } from './limit-requests.ts'

export interface Limiters {
  network: Take
  account: Take
  signIn: Take
  /** Whether the shared counters answer; undefined without Redis. */
  redisReady: () => boolean | undefined
  stop: () => void
}

/**
 * Counts in fixed windows: in Redis for all gateways together, in memory for as long as Redis does not answer, and in memory when none
 * is configured.
 */
export const createLimiters = (config: Pick<Config, 'redis' | 'limits'>, log: Logger): Limiters => {
  const redis = config.redis ? openRedis(config.redis, log) : undefined
  const open = (keyPrefix: string, window: Window): Take => {
    const options = { keyPrefix, points: window.points, duration: window.seconds }
    const memory = new RateLimiterMemory(options)
    const limiter = redis
      ? new RateLimiterRedis({
          ...options,
          storeClient: redis,
          insuranceLimiter: memory,
          rejectIfRedisNotReady: true,
          // Who is over the limit is refused from memory: a flood does not reach Redis.
          inMemoryBlockOnConsumed: window.points,
        })
      : memory
    return async (key, points) => {
      const result = await limiter.consume(key, points).catch((refused: unknown) => {
        if (refused instanceof RateLimiterRes) return refused
        throw refused
      })
      return {
        allowed: result.consumedPoints <= window.points,
        limit: window.points,
        remaining: Math.max(0, result.remainingPoints),
        reset: Math.max(1, Math.ceil(result.msBeforeNext / 1000)),
      }
    }
  }
  return {
    network: open('gw:network', config.limits.network),
    account: open('gw:account', config.limits.account),
    signIn: open('gw:sign-in', config.limits.signIn),
    redisReady: () => redis && redis.status === 'ready',
    stop: () => redis?.disconnect(),
  }
}

const openRedis = ({ url, password }: NonNullable<Config['redis']>, log: Logger): Redis => {
  const redis = new Redis(url, {
    ...(password === undefined ? {} : { password }),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    // A Redis that hangs must not hold up requests: the insurance takes over.
    commandTimeout: 250,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  })
  let out = false
  redis.on('error', (error) => {
    if (!out) log.warn({ err: error }, 'Redis does not answer: limits are counted in memory')
    out = true
  })
  redis.on('ready', () => {
    if (out) log.info('Redis answers again: limits are shared')
    out = false
  })
  return redis
}
