import { limits } from '../../shared/limits.ts'
import { pingBytes, pingEveryMs } from './frames.ts'
import type { SocketOutlet } from './outlet.ts'

export const tickMs = 1_000

export interface Pulse {
  add(outlet: SocketOutlet): void
  remove(outlet: SocketOutlet): void
  /** To be told of each outlet with bytes that wait. */
  waiting(outlet: SocketOutlet): void
  /** To be called every {@link tickMs} with a steady clock in milliseconds. @returns how many streams it has cut */
  tick(now: number): number
}

/**
 * Keeps streams alive and cuts those that stand still, with one timer for all: a wheel of as many slots as there are ticks between two
 * pings, and a set of the few outlets that have bytes waiting.
 */
export const createPulse = (): Pulse => {
  const slots = Array.from({ length: pingEveryMs / tickMs }, () => new Set<SocketOutlet>())
  const slow = new Set<SocketOutlet>()
  let filled = 0
  let turn = 0
  return {
    add: (outlet) => {
      slots[filled % slots.length]?.add(outlet)
      filled += 1
    },
    remove: (outlet) => {
      slow.delete(outlet)
      for (const slot of slots) if (slot.delete(outlet)) return
    },
    waiting: (outlet) => void slow.add(outlet),
    tick: (now) => {
      let cut = 0
      for (const outlet of slow) {
        if (outlet.socket.writableLength === 0) {
          outlet.waitingSince = null
          slow.delete(outlet)
        } else if (outlet.waitingSince === null) outlet.waitingSince = now
        else if (now - outlet.waitingSince >= limits.streamStallMs) {
          slow.delete(outlet)
          outlet.socket.destroy()
          cut += 1
        }
      }
      turn = (turn + 1) % slots.length
      for (const outlet of slots[turn] ?? []) outlet.write(pingBytes)
      return cut
    },
  }
}
