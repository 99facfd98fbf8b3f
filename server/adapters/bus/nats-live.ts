import type { JetStreamClient } from '@nats-io/jetstream'
import { DeliverPolicy } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { Logger } from 'pino'
import { setTimeout as pause } from 'node:timers/promises'
import type { Live, Published } from '../../ports.ts'
import { followers } from './followers.ts'
import { decode, decodeSignal, eventSubjects, signalSubject, streamName } from './nats-stream.ts'

/** How far before the loss of the connection a replay begins, in ms: more than clocks differ and a dead peer goes unnoticed. */
const marginMs = 60_000
const replayTries = 8

export interface NatsLive {
  /** Resolves once the server knows of the interest. */
  follow(handle: (live: Live) => void): Promise<() => void>
  lost(): void
  regained(): Promise<void>
}

/**
 * Live following over plain subscriptions, in order of publication. What was published while the connection was down is read from
 * the stream first; what comes in meanwhile waits.
 */
export const natsLive = (
  nc: NatsConnection,
  js: JetStreamClient,
  log: Pick<Logger, 'warn' | 'error'>,
): NatsLive => {
  const live = followers(log)
  let subscribed = false
  let held: Live[] | null = null
  let lostAt = 0

  const receive = (read: () => Live) => {
    try {
      const item = read()
      if (held) held.push(item)
      else live.tell(item)
    } catch (error) {
      log.warn({ err: error }, 'something on the bus is no event that this version knows')
    }
  }
  const subscribe = () => {
    subscribed = true
    nc.subscribe(eventSubjects, {
      callback: (error, message) => {
        if (!error) receive(() => decode(message.data))
      },
    })
    nc.subscribe(signalSubject, {
      callback: (error, message) => {
        if (!error) receive(() => ({ position: null, signal: decodeSignal(message.data) }))
      },
    })
  }
  const replay = async () => {
    const consumer = await js.consumers.get(streamName, {
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: new Date(lostAt - marginMs).toISOString(),
      filter_subjects: eventSubjects,
    })
    const { num_pending: missed } = await consumer.info()
    if (missed === 0) return
    const messages = await consumer.consume()
    for await (const message of messages) {
      try {
        live.tell(decode(message.data) satisfies Published)
      } catch {
        // The live path reports what is no event.
      }
      if (message.info.pending === 0) break
    }
    await messages.close()
  }

  return {
    async follow(handle) {
      if (!subscribed) subscribe()
      const leave = live.add(handle)
      await nc.flush()
      return leave
    },
    lost() {
      if (!subscribed || held) return
      held = []
      lostAt = Date.now()
    },
    async regained() {
      for (let attempt = 1; held; attempt += 1)
        try {
          await replay()
          break
        } catch (error) {
          if (nc.isClosed()) break
          if (attempt === replayTries) {
            log.warn({ err: error }, 'live events may be missing: the stream cannot be read')
            break
          }
          await pause(50 * 2 ** attempt)
        }
      const waiting = held ?? []
      held = null
      for (const item of waiting) live.tell(item)
    },
  }
}
