import { readFileSync } from 'node:fs'
import { asc, eq, isNull, sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { LocalServices } from '../../scripts/local-services.ts'
import { disposableServices, missingServices } from '../../scripts/local-services.ts'
import type { ChatId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { memoryBus } from '../adapters/bus/memory.ts'
import { natsBus } from '../adapters/bus/nats.ts'
import { openPglite } from '../adapters/database/pglite.ts'
import type { ServerDatabase } from '../adapters/database/postgres.ts'
import { openPostgres } from '../adapters/database/postgres.ts'
import type { Db } from '../db/database.ts'
import { outbox, relay } from '../db/schema.ts'
import type { Bus, Published } from '../ports.ts'
import { dumpPath } from '../testing/global-setup.ts'
import { said } from '../testing/said.ts'
import { record } from './record.ts'
import { startRelay } from './relay.ts'

const log = pino({ level: 'silent' })
/** Waits for a condition, as long as a busy machine may need. */
const soon = (assertion: () => unknown, options: { timeout?: number; interval?: number } = {}) =>
  vi.waitFor(assertion, { timeout: 10_000, interval: 10, ...options })
const deadLetter = async () => {}

/** A bus that only remembers, in the order in which it was told. */
const notebook = (before: (published: Published) => Promise<void> = async () => {}) => {
  const written: Published[] = []
  const bus: Pick<Bus, 'publish'> = {
    publish: async (published) => {
      await before(published)
      written.push(published)
    },
  }
  return { bus, written }
}

const say = (db: Db, chatId: ChatId, seq: number, body = `${seq}`) =>
  db.transaction((tx) => record(tx, said(chatId, seq, body)))

const seqsOf = (written: readonly Published[], chatId: ChatId) =>
  written.flatMap(({ event }) => ('seq' in event && event.chatId === chatId ? [event.seq] : []))

const nothingLeft = (db: Db) =>
  soon(
    async () =>
      expect(
        await db.select({ id: outbox.id }).from(outbox).where(isNull(outbox.position)),
      ).toHaveLength(0),
    { timeout: 10_000, interval: 20 },
  )

const rising = (written: readonly Published[]) =>
  written.every(
    ({ position }, index) => index === 0 || position > (written[index - 1]?.position ?? 0),
  )

describe('a relay on the embedded database', () => {
  let database: Awaited<ReturnType<typeof openPglite>>
  beforeAll(async () => {
    database = await openPglite(null, readFileSync(dumpPath()))
  })
  afterAll(() => database.stop())

  test('publishes what was recorded, in order, and notes how far it came', async () => {
    const { db } = database
    const chatId = newId<ChatId>()
    await say(db, chatId, 1)
    const { bus, written } = notebook()
    const running = startRelay({ db, bus, log, pollMs: 1_000_000 })
    await soon(() => expect(seqsOf(written, chatId)).toEqual([1]))
    await db.transaction((tx) => record(tx, said(chatId, 2, 'two'), said(chatId, 3, 'three')))
    running.wake()
    running.wake()
    await soon(() => expect(seqsOf(written, chatId)).toEqual([1, 2, 3]))
    await running.stop()
    expect(rising(written)).toBe(true)
    const [state] = await db.select().from(relay)
    expect(state?.position).toBe(written.at(-1)?.position)
  })

  test('publishes more than one batch', async () => {
    const { db } = database
    const chatId = newId<ChatId>()
    const all = Array.from({ length: 1203 }, (_, index) => said(chatId, index + 1, 'many'))
    await db.transaction((tx) => record(tx, ...all))
    const { bus, written } = notebook()
    const running = startRelay({ db, bus, log, pollMs: 1_000_000 })
    await soon(() => expect(written).toHaveLength(1203))
    expect(seqsOf(written, chatId)).toEqual(all.map(({ seq }) => seq))
    await running.stop()
  })

  test('finds events whose waker died', async () => {
    const { db } = database
    const chatId = newId<ChatId>()
    const { bus, written } = notebook()
    const running = startRelay({ db, bus, log, pollMs: 10 })
    await say(db, chatId, 1)
    await soon(() => expect(seqsOf(written, chatId)).toEqual([1]))
    await running.stop()
  })

  test('tries again while the bus fails, says so once, and gives no position twice', async () => {
    const { db } = database
    const chatId = newId<ChatId>()
    const tried: number[] = []
    const { bus, written } = notebook(async ({ position }) => {
      tried.push(position)
      if (tried.length <= 6) throw new Error('the bus is down')
    })
    const said = { warn: vi.fn(), info: vi.fn() }
    await db.transaction((tx) => record(tx, ...sayings(chatId)))
    const running = startRelay({ db, bus, log: said, pollMs: 1_000_000 })
    await soon(() => expect(seqsOf(written, chatId)).toEqual([1, 2, 3]), { timeout: 10_000 })
    await running.stop()
    expect(new Set(tried).size).toBe(tried.length)
    expect(said.warn).toHaveBeenCalledTimes(1)
    expect(said.info).toHaveBeenCalledTimes(1)
  })

  test('feeds the embedded bus: consumers and followers see what was committed', async () => {
    const { db } = database
    const chatId = newId<ChatId>()
    const bus = memoryBus({ db, deadLetter, log })
    const followed: Published[] = []
    const consumed: Published[] = []
    const stopFollowing = await bus.follow((live) => {
      if (live.position !== null) followed.push(live)
    })
    const stopConsuming = await bus.consume('reader', async (published) => {
      // A consumer may use the one connection, whose last user was the relay.
      await db.select().from(relay)
      consumed.push(published)
    })
    const running = startRelay({ db, bus, log, pollMs: 1_000_000 })
    for (let seq = 1; seq <= 20; seq += 1) {
      await say(db, chatId, seq)
      running.wake()
    }
    const all = Array.from({ length: 20 }, (_, index) => index + 1)
    await soon(() => expect(seqsOf(followed, chatId)).toEqual(all))
    await soon(() => expect(seqsOf(consumed, chatId)).toEqual(all))
    await running.stop()
    await stopConsuming()
    await stopFollowing()
  })
})

const sayings = (chatId: ChatId) => [1, 2, 3].map((seq) => said(chatId, seq, `${seq}`))

const missing = missingServices(['postgres', 'nats'])

describe.runIf(missing.length === 0)('relays on PostgreSQL (needs it and NATS installed)', () => {
  let services: LocalServices
  let database: ServerDatabase
  let db: Db
  beforeAll(async () => {
    services = await disposableServices(['postgres', 'nats'])
    database = await openPostgres(services.env.DATABASE_URL ?? '', 20)
    db = database.db
  })
  afterAll(async () => {
    await database?.stop()
    await services?.stop()
  })

  test('a row that commits late with a low id is not skipped', async () => {
    const [early, late] = [newId<ChatId>(), newId<ChatId>()]
    const { bus, written } = notebook()
    const running = startRelay({ db, bus, log, pollMs: 1_000_000 })
    await db.transaction(async (tx) => {
      await record(tx, said(late, 1, 'first recorded, last committed'))
      await say(db, early, 1)
      running.wake()
      await soon(() => expect(seqsOf(written, early)).toEqual([1]))
    })
    running.wake()
    await soon(() => expect(seqsOf(written, late)).toEqual([1]))
    await running.stop()
  })

  test('two relays and many writers: each chat in order, nothing lost, positions rise', async () => {
    const chats = Array.from({ length: 4 }, () => newId<ChatId>())
    const { bus, written } = notebook()
    const relays = [1, 2].map(() => startRelay({ db, bus, log, pollMs: 20 }))
    const perChat = 60
    let turn = 0
    await Promise.all(
      chats.flatMap((chatId) =>
        Array.from({ length: 3 }, async () => {
          for (let number = 0; number < perChat / 3; number += 1) {
            await db.transaction(async (tx) => {
              // As in the product: the lock on the chat is the order of the chat.
              await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${chatId}))`)
              const rows = await tx
                .select({ seq: outbox.seq })
                .from(outbox)
                .where(eq(outbox.chatId, chatId))
              await record(tx, said(chatId, rows.length + 1, 'hi'))
            })
            relays[turn++ % 2]?.wake()
          }
        }),
      ),
    )
    await nothingLeft(db)
    await Promise.all(relays.map((running) => running.stop()))
    const all = Array.from({ length: perChat }, (_, index) => index + 1)
    for (const chatId of chats) expect(seqsOf(written, chatId)).toEqual(all)
    expect(rising(written)).toBe(true)
    const rows = await db
      .select({ id: outbox.id, position: outbox.position })
      .from(outbox)
      .orderBy(asc(outbox.position))
    expect(new Set(rows.map(({ position }) => position)).size).toBe(rows.length)
  })

  test('a crash between publishing and commit publishes again, under higher positions', async () => {
    const chatId = newId<ChatId>()
    let killed = false
    const { bus, written } = notebook(async ({ event }) => {
      if (killed || !('seq' in event) || event.seq !== 3) return
      killed = true
      await db.execute(sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where state = 'idle in transaction' and datname = current_database() and pid <> pg_backend_pid()`)
    })
    await db.transaction((tx) => record(tx, ...sayings(chatId)))
    const running = startRelay({ db, bus, log, pollMs: 1_000_000 })
    await nothingLeft(db)
    await running.stop()
    expect(killed).toBe(true)
    expect(seqsOf(written, chatId)).toEqual([1, 2, 3, 1, 2, 3])
    expect(rising(written)).toBe(true)
  })

  test('a leader that stands still does not keep another relay from stopping', async () => {
    const free = Promise.withResolvers<void>()
    const holding = Promise.withResolvers<void>()
    const stuck = db.transaction(async (tx) => {
      await tx.select().from(relay).for('update')
      holding.resolve()
      await free.promise
    })
    await holding.promise
    const warn = vi.fn()
    const { bus, written } = notebook()
    const chatId = newId<ChatId>()
    await say(db, chatId, 1)
    const running = startRelay({ db, bus, log: { warn, info: vi.fn() }, pollMs: 1_000_000 })
    const began = performance.now()
    await running.stop()
    expect(performance.now() - began).toBeLessThan(3000)
    expect(warn).not.toHaveBeenCalled()
    free.resolve()
    await stuck
    const next = startRelay({ db, bus, log, pollMs: 1_000_000 })
    await soon(() => expect(seqsOf(written, chatId)).toEqual([1]))
    await next.stop()
  })

  test(
    'NATS goes down and comes back: the backlog drains in order',
    { timeout: 60_000 },
    async () => {
      const chatId = newId<ChatId>()
      const bus = await natsBus({ url: services.env.NATS_URL ?? '', deadLetter, log })
      const heard: Published[] = []
      const stopFollowing = await bus.follow((live) => {
        if (live.position !== null) heard.push(live)
      })
      const running = startRelay({ db, bus, log, pollMs: 1_000_000 })
      await say(db, chatId, 1)
      running.wake()
      await soon(() => expect(seqsOf(heard, chatId)).toEqual([1]))
      await services.stopOne('nats')
      for (let seq = 2; seq <= 30; seq += 1) {
        await say(db, chatId, seq)
        running.wake()
      }
      await services.startOne('nats')
      const all = Array.from({ length: 30 }, (_, index) => index + 1)
      await soon(() => expect(new Set(seqsOf(heard, chatId))).toEqual(new Set(all)), {
        timeout: 20_000,
      })
      const firsts = seqsOf(heard, chatId).filter((seq, index, seqs) => seqs.indexOf(seq) === index)
      expect(firsts).toEqual(all)
      expect(rising(heard)).toBe(true)
      await nothingLeft(db)
      await running.stop()
      await stopFollowing()
      await bus.stop()
    },
  )
})
