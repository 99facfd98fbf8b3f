import { isNull } from 'drizzle-orm'
import type { Logger } from 'pino'
import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../db/database.ts'
import { outbox } from '../db/schema.ts'
import type { Bus, Stop } from '../ports.ts'
import { batchSize, drain } from './drain.ts'

export interface Relay {
  /** Says that a commit may have left events to publish. Costs nothing when a drain is already due. */
  wake(): void
  stop: Stop
}

/**
 * Publishes what the log holds, in order, at least once, for as long as it runs. Any number of processes may run one; at each
 * instant one of them publishes. While the bus or the database is down it tries again after 50 ms to 2 s.
 * @param pollMs how often to look for events whose process died before it could wake the relay
 */
export const startRelay = ({
  db,
  bus,
  log,
  pollMs = 1000,
}: {
  db: Db
  bus: Pick<Bus, 'publish'>
  log: Pick<Logger, 'info' | 'warn'>
  pollMs?: number
}): Relay => {
  const stopping = new AbortController()
  let wanted = false
  let running: Promise<void> | null = null
  let looking: Promise<void> | null = null
  let failures = 0

  const run = async () => {
    while (wanted && !stopping.signal.aborted) {
      wanted = false
      try {
        let count: number
        do count = await drain(db, bus)
        while (count === batchSize && !stopping.signal.aborted)
        if (failures > 0) log.info('relay: events are published again')
        failures = 0
      } catch (error) {
        wanted = true
        if (isLockTimeout(error)) continue
        if (failures === 0)
          log.warn({ err: error }, 'relay: cannot publish; events wait in the database')
        failures += 1
        await pause(Math.random() * Math.min(2000, 50 * 2 ** failures), undefined, {
          signal: stopping.signal,
        }).catch(() => {})
      }
    }
  }

  const wake = () => {
    wanted = true
    if (stopping.signal.aborted) return
    running ??= run().finally(() => {
      running = null
      // A wake that came between the last look and here would be lost.
      if (wanted) wake()
    })
  }

  const look = async () => {
    try {
      if (await isBehind(db)) wake()
    } catch {
      // The drain will meet the same trouble and report it.
      wake()
    } finally {
      looking = null
    }
  }
  const poll = setInterval(() => {
    if (!running) looking ??= look()
  }, pollMs).unref()
  wake()

  return {
    wake,
    stop: async () => {
      stopping.abort()
      clearInterval(poll)
      await looking
      await running
    },
  }
}

const isBehind = async (db: Db) => {
  const rows = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(isNull(outbox.position))
    .limit(1)
  return rows.length > 0
}

/** Another process leads and is slow: no failure of ours. */
const isLockTimeout = (error: unknown) =>
  error instanceof Error && (error.cause as { code?: string } | undefined)?.code === '55P03'
