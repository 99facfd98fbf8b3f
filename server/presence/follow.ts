import type { Deps } from '../deps.ts'
import type { Stop } from '../ports.ts'
import type { Board, Standing } from './board.ts'
import { createBoard } from './board.ts'

/** How often leases are looked at, and for how long a new process takes what others tell it again, in milliseconds. */
const sweepEveryMs = 1_000
const youngMs = 5_000

export interface PresenceHere {
  board: Pick<Board, 'of'>
  /** Listens to what changes until the returned function is called. */
  on(listener: (changed: readonly Standing[]) => void): () => void
  stop: Stop
}

const known = new WeakMap<Deps['bus'], Promise<PresenceHere>>()

/** Who is there, as this process hears of it on the bus: one board per process, whatever roles it plays. */
export const presenceHere = (deps: Pick<Deps, 'bus' | 'log'>): Promise<PresenceHere> => {
  const here = known.get(deps.bus) ?? follow(deps)
  known.set(deps.bus, here)
  return here
}

const follow = async ({ bus, log }: Pick<Deps, 'bus' | 'log'>): Promise<PresenceHere> => {
  const board = createBoard()
  const listeners = new Set<(changed: readonly Standing[]) => void>()
  const startedAt = performance.now()
  const tell = (changed: readonly Standing[]) => {
    if (changed.length > 0) for (const listener of listeners) listener(changed)
  }
  const young = () => performance.now() - startedAt < youngMs
  const answer = async () => {
    for (const beat of board.beats(performance.now())) await bus.signal(beat)
  }
  const unfollow = await bus.follow((live) => {
    if (live.position !== null) return
    const { signal } = live
    if (signal.type === 'presence.beat') {
      if (!signal.again || young()) tell(board.beat(signal, performance.now()))
    } else if (signal.type === 'presence.asked' && !young())
      // Whoever has just started has nothing to tell.
      void answer().catch((error: unknown) => log.warn({ err: error }, 'who is there is not told'))
  })
  await bus
    .signal({ type: 'presence.asked' })
    .catch((error: unknown) => log.warn({ err: error }, 'who is there is not known yet'))
  const sweeping = setInterval(() => tell(board.sweep(performance.now())), sweepEveryMs).unref()
  return {
    board,
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: async () => {
      clearInterval(sweeping)
      known.delete(bus)
      await unfollow()
    },
  }
}
