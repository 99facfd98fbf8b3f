import type { Event, EventOf } from '../../shared/events.ts'
import type { Published } from '../ports.ts'

/** From the kind of an event to the reaction to it. */
export type Reactions = {
  [T in Event['type']]?: (event: EventOf<T>, position: number) => Promise<unknown>
}

/** A worker as a table: the handler for `bus.consume` that runs the reaction to an event's kind and ignores other kinds. */
export const on =
  (reactions: Reactions) =>
  async ({ event, position }: Published): Promise<void> => {
    const reaction = reactions[event.type] as
      ((event: Event, position: number) => Promise<unknown>) | undefined
    await reaction?.(event, position)
  }
