import { eq } from 'drizzle-orm'
import type { Hono } from 'hono'
import { relay } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { livingCredentials } from '../identity/credentials.ts'
import type { Passing, Stop } from '../ports.ts'
import { presenceHere } from '../presence/follow.ts'
import type { Connection } from './connection.ts'
import type { Hub, ToChat } from './hub.ts'
import { createHub } from './hub.ts'
import { createLease, leaseEveryMs } from './lease.ts'
import { createMeters } from './meters.ts'
import { createPulse, tickMs } from './pulse.ts'
import { streamRoutes } from './routes.ts'
import { tellPresence } from './tell-presence.ts'
import { createWindow } from './window.ts'

export interface Notify {
  app: Hono
  hub: Hub
  /** Tells the streams of a planned stop and ends them. */
  drain: () => void
  stop: Stop
}

/** Role `notify`: what the bus carries goes to the streams of those whom it concerns. */
export const start = async (deps: Deps): Promise<Notify> => {
  const [row] = await deps.db.select().from(relay).where(eq(relay.id, 1))
  if (!row) throw new Error('the table relay has lost its row')
  const hub = createHub({ epoch: row.epoch, position: row.position })
  const meters = createMeters(deps.metrics, () => hub.stats())
  const pulse = createPulse()
  const presence = await presenceHere(deps)
  const teller = tellPresence(hub, presence.board)
  const deaf = presence.on(teller.changed)
  const passing = createWindow<ToChat>((signals) => {
    for (const signal of signals) hub.deliver({ position: null, signal })
  })
  const pass = (signal: Passing) => {
    if (signal.type === 'typing')
      passing.add(`${signal.threadId ?? signal.chatId} ${signal.person.id}`, signal)
    else if (signal.type === 'receipt')
      passing.add(`receipt ${signal.chatId} ${signal.userId}`, signal)
    else if (signal.type === 'bot.delta' || signal.type === 'bot.done')
      hub.deliver({ position: null, signal })
  }
  const unfollow = await deps.bus.follow((live) => {
    if (live.position === null) return pass(live.signal)
    hub.deliver(live)
    meters.arrived(deps.now().getTime() - Date.parse(live.event.at))
  })

  const end = (connection: Connection) => {
    hub.close(connection)
    connection.outlet.end()
  }
  const lease = createLease({
    living: (ids) => livingCredentials(deps.db, ids, deps.now()),
    connections: () => hub.connections(),
    end,
    now: () => performance.now(),
  })
  const beat = setInterval(() => {
    teller.mend()
    for (let cut = pulse.tick(performance.now()); cut > 0; cut -= 1) meters.evicted()
  }, tickMs)
  const checks = setInterval(() => void lease.check(), leaseEveryMs)
  let draining = false
  const drain = () => {
    draining = true
    for (const connection of hub.connections()) {
      hub.notice(connection, { type: 'stream.drain' })
      end(connection)
    }
  }
  return {
    app: streamRoutes(deps, { hub, pulse, meters, greet: teller.greet, draining: () => draining }),
    hub,
    drain,
    stop: async () => {
      clearInterval(beat)
      clearInterval(checks)
      drain()
      await unfollow()
      deaf()
      teller.close()
      passing.close()
      await presence.stop()
    },
  }
}
