import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '../../db/database.ts'
import { busCursors, deadLetters } from '../../db/schema.ts'
import type { Check, Stop } from '../../ports.ts'

export interface OpenDatabase {
  db: Db
  ping: Check
  stop: Stop
}

/** What both databases promise to everything above them. */
export const databaseContract = (open: () => Promise<OpenDatabase>) =>
  describe('a database', () => {
    let database: OpenDatabase
    let db: Db
    beforeAll(async () => {
      database = await open()
      db = database.db
    })
    afterAll(() => database?.stop())

    const number = async (query: ReturnType<typeof sql>) => {
      const [row] = await db.execute<{ n: number }>(query)
      return row?.n
    }

    test('answers each of many questions asked at once, also when some are wrong', async () => {
      const asked = Array.from({ length: 300 }, (_, index) => {
        if (index % 7 === 3) return number(sql`select 1 / (${index}::int - ${index}::int) as n`)
        if (index % 11 === 5) return number(sql.raw(`selekt ${index}`))
        return number(sql`select ${index}::int as n`)
      })
      const answers = await Promise.allSettled(asked)
      for (const [index, answer] of answers.entries())
        if (index % 7 === 3 || index % 11 === 5) expect(answer.status).toBe('rejected')
        else expect(answer).toEqual({ status: 'fulfilled', value: index })
    })

    test('keeps what a transaction wrote, or nothing of it', async () => {
      const cursor = (consumer: string) => ({ consumer, position: 1 })
      await db.transaction(async (tx) => {
        await tx.insert(busCursors).values(cursor('kept'))
        await expect(
          tx.transaction(async (inner) => {
            await inner.insert(busCursors).values(cursor('inner'))
            throw new Error('only the inner one')
          }),
        ).rejects.toThrow('only the inner one')
      })
      await expect(
        db.transaction(async (tx) => {
          await tx.insert(busCursors).values(cursor('lost'))
          await tx.insert(busCursors).values(cursor('kept'))
        }),
      ).rejects.toThrow()
      const rows = await db.select({ consumer: busCursors.consumer }).from(busCursors)
      expect(rows).toEqual([{ consumer: 'kept' }])
    })

    test('runs transactions that are asked for at once, each whole', async () => {
      await db.insert(busCursors).values({ consumer: 'sum', position: 0 })
      await Promise.all(
        Array.from({ length: 20 }, () =>
          db.transaction(async (tx) => {
            const [row] = await tx.execute<{ position: string }>(
              sql`select position from bus_cursors where consumer = 'sum' for update`,
            )
            await tx.execute(
              sql`update bus_cursors set position = ${Number(row?.position) + 1} where consumer = 'sum'`,
            )
          }),
        ),
      )
      expect(
        await number(sql`select position::int as n from bus_cursors where consumer = 'sum'`),
      ).toBe(20)
    })

    test('gives back large and odd text, JSON, numbers and times as they went in', async () => {
      const payload = {
        text: `"quotes" \\ 你好 👩‍👩‍👧 ${'x'.repeat(1_000_000)}`,
        deep: [{ a: null, b: [1, 2.5, true] }],
      }
      const createdAt = new Date('2026-11-23T10:00:00.123Z')
      await db
        .insert(deadLetters)
        .values({ consumer: 'odd', eventId: '1', payload, reason: '%_$1;--', createdAt })
      const [row] = await db.select().from(deadLetters)
      expect(row).toEqual({ consumer: 'odd', eventId: '1', payload, reason: '%_$1;--', createdAt })
    })

    test('says that it lives, and no more once it is stopped', async () => {
      await database.ping()
      const other = await open()
      await other.ping()
      const began = performance.now()
      await other.stop()
      expect(performance.now() - began).toBeLessThan(2000)
      await expect(other.ping()).rejects.toThrow()
    })
  })
