import { randomUUID } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import type { Counters } from '../../ports.ts'

/** What all counters promise. */
export const countersContract = (counters: () => Counters) =>
  describe('counters', () => {
    const twice = { points: 2, windowMs: 60_000 }

    test('allow up to the points of a window, and say what is left and when it ends', async () => {
      const key = randomUUID()
      const hits = []
      for (let index = 0; index < 3; index += 1) hits.push(await counters().hit(key, twice))
      expect(hits.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
        [true, 1],
        [true, 0],
        [false, 0],
      ])
      for (const { resetMs } of hits) {
        expect(resetMs).toBeGreaterThan(55_000)
        expect(resetMs).toBeLessThanOrEqual(60_000)
      }
    })

    test('count hits that come at once one by one', async () => {
      const key = randomUUID()
      const limit = { points: 10, windowMs: 60_000 }
      const hits = await Promise.all(Array.from({ length: 25 }, () => counters().hit(key, limit)))
      expect(hits.filter(({ allowed }) => allowed)).toHaveLength(10)
    })

    test('take the cost of a hit', async () => {
      const key = randomUUID()
      const limit = { points: 10, windowMs: 60_000 }
      expect(await counters().hit(key, { ...limit, cost: 7 })).toMatchObject({ remaining: 3 })
      expect(await counters().hit(key, { ...limit, cost: 4 })).toMatchObject({ allowed: false })
    })

    test('keep keys apart', async () => {
      const [ada, bo] = [randomUUID(), randomUUID()]
      for (let index = 0; index < 3; index += 1) await counters().hit(ada, twice)
      expect(await counters().hit(bo, twice)).toMatchObject({ allowed: true, remaining: 1 })
    })

    test('forget a key', async () => {
      const key = randomUUID()
      for (let index = 0; index < 3; index += 1) await counters().hit(key, twice)
      await counters().clear(key)
      expect(await counters().hit(key, twice)).toMatchObject({ allowed: true, remaining: 1 })
    })

    test('begin anew when the window is over', async () => {
      const key = randomUUID()
      const short = { points: 1, windowMs: 1000 }
      expect(await counters().hit(key, short)).toMatchObject({ allowed: true })
      expect(await counters().hit(key, short)).toMatchObject({ allowed: false })
      await vi.waitFor(
        async () => expect(await counters().hit(key, short)).toMatchObject({ allowed: true }),
        { timeout: 5000, interval: 100 },
      )
    })
  })
