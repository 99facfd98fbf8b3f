import { jetstream } from '@nats-io/jetstream'
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node'
import { connect } from '@nats-io/transport-node'
import type { Logger } from 'pino'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bus, Check, DeadLetter, Stop } from '../../ports.ts'
import { natsGroup } from './nats-group.ts'
import { natsLive } from './nats-live.ts'
import { encode, ensureStream, signalSubject, subjectOf } from './nats-stream.ts'
import { retryDelay } from './patience.ts'

export interface NatsBus extends Bus {
  ping: Check
  stop: Stop
}

/**
 * The bus between processes: durable events in one JetStream stream, signals and live following over plain NATS. It reconnects for
 * ever. While the connection is down `publish` fails at once, and signals are dropped.
 * @param url `nats://[user:password@|token@]host:port`
 * @param delayMs how long to wait after the given failed try
 * @throws when the server does not answer within about 15 s
 */
export const natsBus = async ({
  url,
  deadLetter,
  log,
  delayMs = retryDelay,
}: {
  url: string
  deadLetter: DeadLetter
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  delayMs?: (failed: number) => number
}): Promise<NatsBus> => {
  const nc = await connected(url)
  const js = jetstream(nc, { timeout: 5000 })
  const live = natsLive(nc, js, log)
  let up = true
  const watch = async () => {
    for await (const { type } of nc.status()) {
      if (type === 'disconnect') {
        if (up) log.warn('NATS is away')
        up = false
        live.lost()
      } else if (type === 'reconnect') {
        log.info('NATS is back')
        up = true
        void live.regained()
      }
    }
  }
  void watch()
  let preparing: Promise<void> | null = null
  const prepare = () =>
    (preparing ??= js
      .jetstreamManager(false)
      .then(ensureStream)
      .finally(() => (preparing = null)))
  try {
    await prepare()
  } catch (error) {
    await nc.close()
    throw new Error('NATS runs without JetStream. Turn it on: "nats-server -js".', { cause: error })
  }

  return {
    publish: async (published) => {
      // Buffered by the client, some of a batch could be lost and the rest sent later: out of order.
      if (!up) throw new Error('NATS is away')
      const { event } = published
      try {
        // The time keeps a new database, which counts from 1 again, from being taken for the old one.
        const msgID = `${event.id}@${event.at}`
        await js.publish(subjectOf(event), encode(published), { msgID })
      } catch (error) {
        // The stream may be gone with the server's disk; the next try finds it made.
        if (up) await prepare().catch(() => {})
        throw error
      }
    },
    signal: async (signal) => {
      if (up) nc.publish(signalSubject, JSON.stringify(signal))
    },
    consume: (group, handle) => natsGroup({ js, group, handle, deadLetter, log, delayMs }),
    follow: async (handle) => {
      const leave = await live.follow(handle)
      return async () => leave()
    },
    ping: async () => {
      if (!up) throw new Error('NATS does not answer')
      const manager = await js.jetstreamManager(false)
      await manager.getAccountInfo()
    },
    stop: async () => {
      if (up) await nc.drain()
      else await nc.close()
    },
  }
}

const connected = async (url: string): Promise<NatsConnection> => {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await connect(optionsOf(url))
    } catch (error) {
      if (attempt === 15)
        throw new Error(
          'NATS does not answer. Start it, or check NATS_URL, its user and its password.',
          { cause: error },
        )
      await pause(1000)
    }
}

const optionsOf = (url: string): ConnectionOptions => {
  const { protocol, host, username, password } = new URL(url)
  const user = decodeURIComponent(username)
  return {
    servers: host,
    name: 'fechatter',
    timeout: 5000,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    pingInterval: 10_000,
    // A server that restarts with its accounts not loaded yet must not end us.
    ignoreAuthErrorAbort: true,
    ...(password ? { user, pass: decodeURIComponent(password) } : user ? { token: user } : {}),
    ...(protocol === 'tls:' ? { tls: {} } : {}),
  }
}
