import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { LocalServices } from '../../../scripts/local-services.ts'
import { disposableServices, missingServices } from '../../../scripts/local-services.ts'
import { countersContract } from './counters.contract.ts'
import type { RedisCounters } from './redis.ts'
import { redisCounters } from './redis.ts'

const runs = missingServices(['redis']).length === 0

describe.runIf(runs)('Redis (needs Debian’s redis-server)', () => {
  let services: LocalServices
  let counters: RedisCounters
  const open = () => {
    const { REDIS_URL: url = '', REDIS_PASSWORD: password } = services.env
    return redisCounters({ url, password })
  }
  const answers = (opened: RedisCounters) =>
    vi.waitFor(() => opened.ping(), { timeout: 10_000, interval: 20 })
  beforeAll(async () => {
    services = await disposableServices(['redis'])
    counters = open()
    await answers(counters)
  })
  afterAll(async () => {
    await counters?.stop()
    await services?.stop()
  })

  countersContract(() => counters)

  test('two processes share a count, and either forgets it for both', async () => {
    const other = open()
    await answers(other)
    const limit = { points: 2, windowMs: 60_000 }
    await counters.hit('ada', limit)
    await other.hit('ada', limit)
    expect(await counters.hit('ada', limit)).toMatchObject({ allowed: false })
    await other.clear('ada')
    expect(await counters.hit('ada', limit)).toMatchObject({ allowed: true, remaining: 1 })
    await other.stop()
  })

  test('goes on limiting while Redis is dead, and counts there again when it lives', async () => {
    const limit = { points: 3, windowMs: 60_000 }
    await counters.hit('bo', limit)
    await services.stopOne('redis', 'SIGKILL')
    await vi.waitFor(() => expect(counters.ping()).rejects.toThrow())
    const hits = []
    for (let index = 0; index < 5; index += 1) hits.push(await counters.hit('bo', limit))
    expect(hits.map(({ allowed }) => allowed)).toEqual([true, true, true, false, false])
    await counters.clear('bo')
    expect(await counters.hit('bo', limit)).toMatchObject({ allowed: true, remaining: 2 })

    await services.startOne('redis')
    await answers(counters)
    const other = open()
    await answers(other)
    await counters.hit('cleo', limit)
    expect(await other.hit('cleo', limit)).toMatchObject({ remaining: 1 })
    await other.stop()
  })

  test('refuses nobody and fails for nobody when Redis was never there', async () => {
    const lonely = redisCounters({ url: 'redis://127.0.0.1:1', password: undefined })
    expect(await lonely.hit('ada', { points: 1, windowMs: 60_000 })).toMatchObject({
      allowed: true,
    })
    expect(await lonely.hit('ada', { points: 1, windowMs: 60_000 })).toMatchObject({
      allowed: false,
    })
    await expect(lonely.ping()).rejects.toThrow()
    await lonely.stop()
  })
})
