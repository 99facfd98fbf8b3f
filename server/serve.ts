import { createAdaptorServer } from '@hono/node-server'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Hono } from 'hono'
import { ConfigError } from '../shared/config.ts'
import type { Stop } from './ports.ts'

const drainMs = 10_000

/** Answers HTTP at an address. `stop` takes no new connections, finishes what is under way for up to ten seconds, then cuts. */
export const serve = async (
  app: Hono,
  { host, port }: { host: string; port: number },
): Promise<{ port: number; stop: Stop }> => {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { headersTimeout: 15_000, requestTimeout: 150_000, keepAliveTimeout: 72_000 },
  }) as Server
  server.maxHeadersCount = 100
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new ConfigError(
              `Port ${port} on ${host} is in use. Stop what uses it, or set another port in .env (env.example names them).`,
            )
          : error,
      ),
    )
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), drainMs)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}
