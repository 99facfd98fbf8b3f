import type { StreamEvent } from '../../shared/events.ts'

/*
 * The bytes of tRPC 11's subscriptions over server-sent events (sseStreamProducer of @trpc/server): event, data, id, then two empty
 * lines. Every frame with data carries an id, so that tRPC's client always hands out `{ id, data }`.
 */

/** How often each stream is pinged, in milliseconds. */
export const pingEveryMs = 15_000

/** Begins a stream: when a browser comes back after a cut, and how long silence may last until tRPC's client opens another stream. */
export const openingBytes = Buffer.from(
  `retry: 1000\n\nevent: connected\ndata: ${JSON.stringify({ reconnectAfterInactivityMs: 40_000 })}\n\n\n`,
)
export const pingBytes = Buffer.from('event: ping\ndata: \n\n\n')

/** One event. JSON has no line breaks of its own, so that it is one line of data. */
export const frameOf = (id: string, event: StreamEvent): Buffer =>
  Buffer.from(`data: ${JSON.stringify(event)}\nid: ${id}\n\n\n`)
