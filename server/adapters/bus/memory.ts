import type { Logger } from 'pino'
import type { Db } from '../../db/database.ts'
import type { Bus, DeadLetter } from '../../ports.ts'
import { followers } from './followers.ts'
import type { OutboxGroup } from './outbox-group.ts'
import { outboxGroup } from './outbox-group.ts'
import { retryDelay } from './patience.ts'

/**
 * The bus of one process. Its durable stream is the outbox itself: `publish` only says how far it has been numbered, and each
 * group reads on from its cursor in the database. Nothing here waits for the database inside `publish`, because the relay calls it
 * in a transaction that may hold the only connection.
 * @param delayMs how long to wait after the given failed try
 */
export const memoryBus = ({
  db,
  deadLetter,
  log,
  delayMs = retryDelay,
}: {
  db: Db
  deadLetter: DeadLetter
  log: Pick<Logger, 'warn' | 'error'>
  delayMs?: (failed: number) => number
}): Bus => {
  const live = followers(log)
  const groups = new Map<string, OutboxGroup>()
  let announced = 0

  return {
    publish: async (published) => {
      announced = Math.max(announced, published.position)
      live.tell(published)
      for (const group of groups.values()) group.announce(announced)
    },
    signal: async (signal) => live.tell({ position: null, signal }),
    follow: async (handle) => {
      const leave = live.add(handle)
      return async () => void leave()
    },
    consume: async (name, handle) => {
      const group = groups.get(name) ?? outboxGroup({ db, name, deadLetter, log, delayMs })
      groups.set(name, group)
      group.announce(announced)
      const leave = group.join(handle)
      return async () => {
        if (group.size() === 1) groups.delete(name)
        await leave()
      }
    },
  }
}
