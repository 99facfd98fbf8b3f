import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { ConfigError } from '../shared/config.ts'
import type { Config } from './config.ts'
import { routeOf } from './route.ts'

/** Node's HTTP server with every bound set: on the size and number of headers, and on the time that a request may take to arrive. */
export const openServer = ({ tls, timeouts }: Config): Server => {
  const options = {
    headersTimeout: timeouts.headers,
    // For parts of files; the others are hurried.
    requestTimeout: Math.max(timeouts.request, timeouts.upload),
    connectionsCheckingInterval: Math.min(1_000, timeouts.headers),
    keepAliveTimeout: 10_000,
    maxHeaderSize: 16 * 1024,
    requireHostHeader: true,
    insecureHTTPParser: false,
    noDelay: true,
  }
  const server = tls ? secure({ ...options, ...tls }) : createServer(options)
  server.maxHeadersCount = 100
  return server
}

const secure = (options: Parameters<typeof createTlsServer>[0]): Server => {
  try {
    return createTlsServer({ ...options, minVersion: 'TLSv1.2' })
  } catch {
    throw new ConfigError(
      'fixtures/gateway.yml: tls: certificate and key do not fit or are not PEM. Set TLS_CERT and TLS_KEY to a matching pair.',
    )
  }
}

/** Cuts a request whose body has not arrived in time, unless it brings a file. */
export const hurry = (incoming: IncomingMessage, outgoing: ServerResponse, ms: number): void => {
  const path = incoming.url?.split('?', 1)[0] ?? ''
  if (routeOf(path, incoming.method ?? '')?.name === 'upload') return
  const timer = setTimeout(() => {
    if (outgoing.headersSent) return incoming.socket.destroy()
    outgoing.writeHead(408, { connection: 'close' }).end(() => incoming.socket.destroy())
  }, ms)
  incoming.once('end', () => clearTimeout(timer))
  incoming.once('close', () => clearTimeout(timer))
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Ends what two servers could read differently: Node's parser lets it pass. Returns whether it did. */
export const refuseMalformed = (incoming: IncomingMessage, outgoing: ServerResponse): boolean => {
  const status = faultIn(incoming)
  if (status === undefined) return false
  outgoing.writeHead(status, { connection: 'close', 'x-content-type-options': 'nosniff' }).end()
  return true
}

const faultIn = ({ rawHeaders, method, url }: IncomingMessage): number | undefined => {
  if (rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length !== 1)
    return 400
  if (!methods.has(method ?? '')) return 405
  return url?.startsWith('/') ? undefined : 400
}
