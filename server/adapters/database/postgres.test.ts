import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocalServices } from '../../../scripts/local-services.ts'
import { disposableServices, missingServices } from '../../../scripts/local-services.ts'
import { ConfigError } from '../../../shared/config.ts'
import type { Tx } from '../../db/database.ts'
import { databaseContract } from './database.contract.ts'
import { openPostgres } from './postgres.ts'

const runs = missingServices(['postgres']).length === 0

describe.runIf(runs)('PostgreSQL (needs Debian’s postgresql)', () => {
  let services: LocalServices
  const url = () => services.env.DATABASE_URL ?? ''
  beforeAll(async () => {
    services = await disposableServices(['postgres'])
  })
  afterAll(() => services?.stop())

  /** A new database on the server. */
  const created = async () => {
    const name = `test_${randomBytes(6).toString('hex')}`
    const admin = postgres(url(), { max: 1 })
    await admin`create database ${admin(name)}`
    await admin.end()
    const fresh = new URL(url())
    fresh.pathname = name
    return fresh.href
  }

  databaseContract(async () => openPostgres(await created(), 5))

  test('compiles no plans: that takes longer than they do', async () => {
    const { db, stop } = await openPostgres(await created(), 1)
    expect(await db.execute(sql`show jit`)).toMatchObject([{ jit: 'off' }])
    await stop()
  })

  test('several processes that open an empty database at once migrate it once', async () => {
    const fresh = await created()
    const opened = await Promise.all([1, 2, 3].map(() => openPostgres(fresh, 2)))
    for (const { ping } of opened) await ping()
    await Promise.all(opened.map(({ stop }) => stop()))
  })

  test('refuses a server that may lose what it acknowledged', async () => {
    const admin = postgres(url(), { max: 1, onnotice: () => {} })
    await admin`alter system set fsync = off`
    await admin`select pg_reload_conf()`
    const refused = async () => {
      const outcome = await openPostgres(url(), 2).catch((error: unknown) => error)
      expect(outcome).toBeInstanceOf(ConfigError)
      expect(String(outcome)).toContain('fsync')
    }
    try {
      await expect.poll(async () => (await admin`show fsync`)[0]?.fsync).toBe('off')
      await refused()
    } finally {
      await admin`alter system reset fsync`
      await admin`select pg_reload_conf()`
      await admin.end()
    }
  })

  // An error that nobody can catch would fail this file, and end the product: porsager/postgres#1208.
  test('a transaction that loses its connection fails, wherever it is, and nothing else does', async () => {
    const database = await openPostgres(url(), 4)
    const { db } = database
    const kill = async (tx: Tx) => {
      const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
      await db.execute(sql`select pg_terminate_backend(${row?.pid ?? 0})`)
      await expect.poll(() => db.$count(sql`pg_stat_activity`, sql`pid = ${row?.pid ?? 0}`)).toBe(0)
    }
    const bodies: Record<string, (tx: Tx) => Promise<unknown>> = {
      'before its commit': kill,
      'before a statement': async (tx) => {
        await kill(tx)
        await tx.execute(sql`select 1`)
      },
      'in a statement': async (tx) => {
        // drizzle starts a query when somebody waits for it.
        const long = Promise.all([tx.execute(sql`select pg_sleep(30)`)])
        long.catch(() => {})
        await expect
          .poll(() =>
            db.execute(sql`
              select pg_terminate_backend(pid) from pg_stat_activity
              where query like 'select pg_sleep(30)%' and state = 'active'`),
          )
          .toHaveLength(1)
        await long
      },
      'and it catches the error': async (tx) => {
        await kill(tx)
        await tx.execute(sql`select 1`).catch(() => {})
      },
      'in a savepoint': (tx) => tx.transaction(kill),
      'with an error of its own': async (tx) => {
        await kill(tx)
        throw new Error('of its own')
      },
    }
    for (const [name, body] of Object.entries(bodies)) {
      const outcome = await db.transaction(body).then(() => 'committed', String)
      expect([name, outcome]).not.toEqual([name, 'committed'])
      const next = () => db.transaction(async (tx) => (await tx.execute(sql`select 1`)).length)
      // The next one may still meet the dying connection; soon none does.
      await expect.poll(() => next().catch(String)).toBe(1)
    }
    await database.stop()
  })

  test('goes on after the server restarted', { timeout: 60_000 }, async () => {
    const database = await openPostgres(url(), 2)
    await database.ping()
    await services.stopOne('postgres')
    await expect(database.ping()).rejects.toThrow()
    await services.startOne('postgres')
    await expect
      .poll(() => database.ping().then(() => 'lives', String), { timeout: 20_000 })
      .toBe('lives')
    await database.stop()
  })
})
