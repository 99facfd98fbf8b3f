import { getRequestListener } from '@hono/node-server'
import { once } from 'node:events'
import { Agent } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { createAccounts } from './accounts.ts'
import { createApp } from './app.ts'
import type { Config, Service } from './config.ts'
import { services } from './config.ts'
import { createForward, nodeOf } from './forward.ts'
import { gatewayKey } from './headers.ts'
import { healthOf } from './health.ts'
import { createLimiters } from './limit.ts'
import { createMetrics } from './metrics.ts'
import { createPeerOf } from './network.ts'
import { keepProbing } from './probe.ts'
import { hurry, openServer, refuseMalformed } from './server.ts'
import { createStreams } from './stream.ts'
import type { Pool } from './upstreams.ts'
import { createPool } from './upstreams.ts'

export interface Gateway {
  /** The address for people, without a trailing slash. */
  url: string
  port: number
  /** Accepts nothing new, ends streams, lets requests finish for at most `timeouts.drain` ms, then cuts what is left. */
  stop: () => Promise<void>
}

/** Puts the gateway together and listens. Port 0 takes any free port. */
export const start = async (config: Config, log: Logger): Promise<Gateway> => {
  const { timeouts, tls } = config
  const server = openServer(config)
  server.listen(config.listen.port, config.listen.host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = config.publicUrl ?? `${tls ? 'https' : 'http'}://localhost:${port}`

  const pools = Object.fromEntries(
    services.map((service) => [service, createPool(service, config.upstreams[service])]),
  ) as Record<Service, Pool>
  const limiters = createLimiters(config, log)
  const accounts = createAccounts()
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 128 })
  const metrics = createMetrics(pools, () => streams.open())
  const common = {
    pools,
    agent,
    key: gatewayKey(config.jwtSecret),
    accounts,
    bodyLimit: config.bodyLimit,
    uploadLimit: config.uploadLimit,
    uploadMs: timeouts.upload,
    answerMs: timeouts.answer,
    connectMs: timeouts.connect,
    retried: metrics.retried,
  }
  const forward = createForward(common)
  const streams = createStreams(
    {
      ...common,
      holdMs: timeouts.hold,
      perNetwork: config.limits.streamsPerNetwork,
      limited: () => metrics.limited('streams'),
    },
    forward,
  )
  const peerOf = createPeerOf(config.trustedProxies)
  let draining = false

  const app = createApp({
    publicUrl: url,
    corsOrigins: config.corsOrigins,
    bodyLimit: config.bodyLimit,
    uploadLimit: config.uploadLimit,
    targetOf: (c) => nodeOf(c).incoming.url ?? '',
    peerOf: (c) => peerOf(nodeOf(c).incoming),
    limits: { ...limiters, accountOf: accounts.accountOf, hit: metrics.limited },
    forward,
    stream: streams.stream,
    health: () => healthOf(pools, limiters.redisReady(), draining),
    metrics,
    observe: ({ route, requestId }, method, status, seconds) => {
      metrics.request(route, method, status, seconds)
      // Paths stay out of the log: some carry invitations.
      if (status >= 500) log.warn({ requestId, route, method, status }, 'a request failed')
      else log.debug({ requestId, route, method, status }, 'request')
    },
    failed: (error, { requestId, route }) =>
      log.error({ err: error, requestId, route }, 'the gateway failed at a request'),
  })
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    errorHandler: () => new Response('Bad Request', { status: 400 }),
  })
  server.on('request', (incoming, outgoing) => {
    if (streams.owns(incoming.socket)) return incoming.socket.destroy()
    if (refuseMalformed(incoming, outgoing)) return
    hurry(incoming, outgoing, timeouts.request)
    if (draining) outgoing.setHeader('connection', 'close')
    outgoing.once('close', () => {
      if (draining) setImmediate(() => server.closeIdleConnections())
    })
    void listener(incoming, outgoing)
  })
  const stopProbing = keepProbing(Object.values(pools), {
    everyMs: timeouts.check,
    againMs: timeouts.recheck,
  })

  const drain = async () => {
    draining = true
    const closed = new Promise((resolve) => server.close(resolve))
    streams.cutAll()
    const patience = setTimeout(() => server.closeAllConnections(), timeouts.drain)
    await closed
    clearTimeout(patience)
    stopProbing()
    for (const pool of Object.values(pools)) pool.stop()
    agent.destroy()
    limiters.stop()
  }
  let drained: Promise<void> | undefined
  return { url, port, stop: () => (drained ??= drain()) }
}
