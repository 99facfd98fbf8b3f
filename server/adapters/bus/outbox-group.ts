import { asc, eq, gt } from 'drizzle-orm'
import type { Logger } from 'pino'
import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../../db/database.ts'
import { busCursors, outbox } from '../../db/schema.ts'
import { toEvent } from '../../outbox/to-event.ts'
import type { DeadLetter, Published, Stop } from '../../ports.ts'
import type { Handle } from './patience.ts'
import { maxTries, patient, reasonOf } from './patience.ts'

/** Events of one group in work at once; those that wait for their next try do not count. */
const concurrency = 16
const saveEveryMs = 200

export interface OutboxGroup {
  /** How many members it has. */
  size(): number
  /** Adds a member. Stopping the last one waits for its work and keeps the place. */
  join(handle: Handle): Stop
  /** Says that the outbox is numbered up to `position`, maybe by a transaction that is still to commit. */
  announce(position: number): void
}

/**
 * Durable consumption of the outbox by one group. The cursor in the database stays below the oldest event that is not done, so a
 * restart repeats events rather than losing one.
 */
export const outboxGroup = ({
  db,
  name,
  deadLetter,
  log,
  delayMs,
}: {
  db: Db
  name: string
  deadLetter: DeadLetter
  log: Pick<Logger, 'warn' | 'error'>
  delayMs: (failed: number) => number
}): OutboxGroup => {
  const members: Handle[] = []
  const stopping = new AbortController()
  const { signal } = stopping
  const inWork = new Set<Promise<void>>()
  /** Positions that were read and are not done; a Set keeps the order of insertion, so the first is the lowest. */
  const open = new Set<number>()
  let turn = 0
  let announced = 0
  let seen = 0
  let saved = 0
  let saving: NodeJS.Timeout | null = null
  let knock = () => {}
  let pumping: Promise<void> | null = null

  const save = async () => {
    const [lowest] = open
    const position = lowest === undefined ? seen : lowest - 1
    if (position === saved) return
    try {
      await db
        .insert(busCursors)
        .values({ consumer: name, position })
        .onConflictDoUpdate({ target: busCursors.consumer, set: { position } })
      saved = position
    } catch (error) {
      // What is not saved is handled again after a restart, no more.
      log.warn({ err: error, consumer: name }, 'cursor not saved')
    }
  }
  const done = (position: number) => {
    open.delete(position)
    if (signal.aborted) return
    saving ??= setTimeout(() => {
      saving = null
      void save()
    }, saveEveryMs).unref()
  }

  const bury = async ({ position, event }: Published, reason: string) => {
    for (let attempt = 0; !signal.aborted; attempt += 1)
      try {
        await deadLetter(name, { eventId: event.id, payload: event, reason })
        return done(position)
      } catch {
        await waited(Math.min(2000, 50 * 2 ** attempt))
      }
  }
  const attempt = async (published: Published, number: number): Promise<void> => {
    const handle = members[turn++ % members.length]
    if (!handle) return
    try {
      await handle(published)
      done(published.position)
    } catch (error) {
      if (signal.aborted) return
      if (number >= maxTries) return bury(published, reasonOf(error))
      log.warn({ err: error, consumer: name, eventId: published.event.id, number }, 'try failed')
      void waited(delayMs(number)).then(() => {
        if (!signal.aborted) work(attempt(published, number + 1))
      })
    }
  }
  const work = (job: Promise<void>) => {
    const counted = job.finally(() => inWork.delete(counted))
    inWork.add(counted)
  }
  /** A wait that ends early, without failing, when the group stops. */
  const waited = (ms: number) => pause(ms, undefined, { signal }).catch(() => {})

  const start = async () => {
    const [cursor] = await db.select().from(busCursors).where(eq(busCursors.consumer, name))
    seen = saved = cursor?.position ?? 0
  }
  const pump = async () => {
    let started = false
    let idle = 0
    while (!signal.aborted)
      try {
        if (!started) await start()
        started = true
        if (inWork.size >= concurrency) {
          await Promise.race(inWork)
          continue
        }
        const knocked = new Promise<void>((resolve) => (knock = resolve))
        const rows = await read(db, seen, concurrency - inWork.size)
        for (const row of rows) {
          seen = row.position
          open.add(row.position)
          work(attempt(row, 1))
        }
        if (rows.length > 0) idle = 0
        else if (seen >= announced) await knocked
        // Announced, but its transaction is not committed yet, or was rolled back: then a higher position follows.
        else await waited(Math.min(1000, 2 ** idle++))
      } catch (error) {
        if (idle++ === 0) log.warn({ err: error, consumer: name }, 'cannot read the outbox')
        await waited(Math.min(2000, 2 ** idle))
      }
  }

  return {
    size: () => members.length,
    announce(position) {
      announced = Math.max(announced, position)
      knock()
    },
    join(handle) {
      const member = patient(handle, signal)
      members.push(member)
      pumping ??= pump()
      return async () => {
        if (members.length === 1) {
          stopping.abort()
          knock()
          await pumping
          await Promise.allSettled(inWork)
          if (saving) clearTimeout(saving)
          await save()
        }
        members.splice(members.indexOf(member), 1)
      }
    },
  }
}

/** The next published events after a position. A position becomes visible only after all lower ones: they are given under one lock. */
const read = async (db: Db, after: number, limit: number): Promise<Published[]> => {
  const rows = await db
    .select()
    .from(outbox)
    .where(gt(outbox.position, after))
    .orderBy(asc(outbox.position))
    .limit(limit)
  return rows.map((row) => ({ position: row.position ?? 0, event: toEvent(row) }))
}
