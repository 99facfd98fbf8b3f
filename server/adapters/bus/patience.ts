import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../../../shared/errors.ts'
import type { Published } from '../../ports.ts'

export type Handle = (published: Published) => Promise<void>

/** How long, in ms, a handler's dependency may be away before its absence counts as a failure of the event. */
const patienceMs = 10 * 60_000

/**
 * A handler that waits while what it needs is unavailable, up to 10 minutes, instead of using up the tries of every event that
 * comes during the outage.
 */
export const patient =
  (handle: Handle, signal: AbortSignal, waitMs = 2000): Handle =>
  async (published) => {
    const until = performance.now() + patienceMs
    for (;;)
      try {
        return await handle(published)
      } catch (error) {
        const unavailable = error instanceof Fault && error.code === 'unavailable'
        if (!unavailable || signal.aborted || performance.now() > until) throw error
        await pause(waitMs * (0.5 + Math.random() / 2), undefined, { signal })
      }
  }

/** Tries of an event before it is a dead letter. */
export const maxTries = 5

/** How long to wait, in ms, after the given failed try (from 1): 0.25, 1, 4 and 16 s, so that a poison message is out within a minute. */
export const retryDelay = (failed: number): number => 250 * 4 ** (failed - 1)

/** What went wrong, in a line fit for a dead letter. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)
