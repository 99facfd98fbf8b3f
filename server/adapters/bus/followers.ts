import type { Logger } from 'pino'
import type { Live } from '../../ports.ts'

/**
 * The live followers of this process. An event at or below a position that they have seen is dropped: it can only come from a
 * leader that has been replaced, and the new one publishes it again under a higher position.
 */
export const followers = (log: Pick<Logger, 'error'>) => {
  const handlers = new Set<(live: Live) => void>()
  let last = 0
  return {
    add: (handle: (live: Live) => void) => {
      // An own function object: the same handler may follow twice.
      const own = (live: Live) => handle(live)
      handlers.add(own)
      return () => handlers.delete(own)
    },
    tell: (live: Live) => {
      if (live.position !== null) {
        if (live.position <= last) return
        last = live.position
      }
      for (const handle of handlers)
        try {
          handle(live)
        } catch (error) {
          log.error({ err: error }, 'a follower of the bus failed')
        }
    },
  }
}
