import { readFileSync } from 'node:fs'
import { eq, gt } from 'drizzle-orm'
import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { busCursors, outbox } from '../../db/schema.ts'
import { drain } from '../../outbox/drain.ts'
import { record } from '../../outbox/record.ts'
import { toEvent } from '../../outbox/to-event.ts'
import { dumpPath } from '../../testing/global-setup.ts'
import { openPglite } from '../database/pglite.ts'
import type { BusHarness } from './bus.contract.ts'
import { busContract, conversation } from './bus.contract.ts'
import { memoryBus } from './memory.ts'

const log = pino({ level: 'silent' })
/** Waits for a condition, as long as a busy machine may need. */
const soon = (assertion: () => unknown, options: { timeout?: number; interval?: number } = {}) =>
  vi.waitFor(assertion, { timeout: 10_000, interval: 10, ...options })

const open = async () => {
  const database = await openPglite(null, readFileSync(dumpPath()))
  const { db } = database
  const letters: BusHarness['letters'] = []
  const start = () =>
    memoryBus({
      db,
      log,
      delayMs: () => 1,
      deadLetter: async (group, letter) => void letters.push({ group, ...letter }),
    })
  const bus = start()
  const emit: BusHarness['emit'] = async (events) => {
    const [newest] = await db.transaction(async (tx) => {
      const before = await tx.select({ id: outbox.id }).from(outbox).orderBy(outbox.id)
      await record(tx, ...events)
      return before.slice(-1)
    })
    await drain(db, bus)
    const rows = await db
      .select()
      .from(outbox)
      .where(gt(outbox.id, newest?.id ?? 0))
      .orderBy(outbox.id)
    return rows.map((row) => ({ position: row.position ?? 0, event: toEvent(row) }))
  }
  return { db, bus, start, emit, letters, stop: database.stop }
}

busContract(open)

test('a cursor stays below what is not done, so that a new process repeats rather than loses', async () => {
  await using world = Object.assign(await open(), {
    async [Symbol.asyncDispose]() {
      await world.stop()
    },
  })
  const chat = conversation(() => world)
  const gate = Promise.withResolvers<void>()
  const done: string[] = []
  const stop = await world.bus.consume(
    'reader',
    chat.only(async (body) => {
      if (body === 'stuck') await gate.promise
      done.push(body)
    }),
  )
  const [first] = await chat.say('first', 'stuck', 'third')
  const cursor = async () =>
    (await world.db.select().from(busCursors).where(eq(busCursors.consumer, 'reader')))[0]?.position
  await soon(async () => expect(await cursor()).toBe(first?.position))
  expect(done).toEqual(['first', 'third'])

  const repeated: string[] = []
  const stopOther = await world.start().consume(
    'reader',
    chat.only(async (body) => repeated.push(body)),
  )
  await soon(() => expect(repeated).toEqual(['stuck', 'third']))
  gate.resolve()
  await stop()
  await stopOther()
})
