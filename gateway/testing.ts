import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request as openRequest } from 'node:http'
import { request as openTlsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import pino from 'pino'
import type { Config } from './config.ts'
import { readConfig } from './config.ts'
import type { Gateway } from './start.ts'
import { start } from './start.ts'

const yaml = readFileSync(new URL('../fixtures/gateway.yml', import.meta.url), 'utf8')
/** A port on which nobody listens. */
export const nowhere = 'http://127.0.0.1:1'

/** The shipped configuration on a free port, with a fresh secret and nobody behind it. */
export const testConfig = (
  env: Record<string, string>,
  timeouts: Partial<Config['timeouts']> = {},
) => {
  const config = readConfig(
    {
      GATEWAY_PORT: '0',
      JWT_SECRET: randomBytes(32).toString('hex'),
      LOG_LEVEL: 'silent',
      SERVER_URLS: nowhere,
      NOTIFY_URLS: nowhere,
      BOT_URLS: nowhere,
      ANALYTICS_URLS: nowhere,
      ...env,
    },
    yaml,
  )
  return { ...config, timeouts: { ...config.timeouts, recheck: 20, ...timeouts } }
}

export type Running = Gateway & AsyncDisposable & { config: Config }

/** A gateway at work until the end of the block. */
export const testGateway = async (
  env: Record<string, string>,
  timeouts: Partial<Config['timeouts']> = {},
): Promise<Running> => {
  const config = testConfig(env, { drain: 1_000, ...timeouts })
  const gateway = await start(config, pino({ level: config.logLevel }))
  return { ...gateway, config, [Symbol.asyncDispose]: () => gateway.stop() }
}

export interface Backend extends AsyncDisposable {
  url: string
  port: number
  /** Requests answered so far, health checks left out. */
  seen: { method: string; url: string; headers: IncomingHttpHeaders }[]
  /** Stops at once, as a killed process would. */
  kill: () => Promise<void>
}

/** A real HTTP server behind the gateway; healthy unless `health` says otherwise. */
export const backend = async (
  answer: (request: IncomingMessage, response: ServerResponse) => unknown = (_, response) =>
    response.end('ok'),
  { port = 0, health = (): number => 200 } = {},
): Promise<Backend> => {
  const seen: Backend['seen'] = []
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    if (url === '/health') {
      response.writeHead(health(), { 'content-type': 'application/json' })
      response.end(JSON.stringify({ checks: { postgres: { ok: health() === 200, ms: 1 } } }))
      return
    }
    seen.push({ method, url, headers })
    answer(request, response)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const taken = (server.address() as AddressInfo).port
  const kill = async () => {
    const closed = server.listening ? once(server, 'close') : undefined
    server.close()
    server.closeAllConnections()
    await closed
  }
  return { url: `http://127.0.0.1:${taken}`, port: taken, seen, kill, [Symbol.asyncDispose]: kill }
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}
export interface Question {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer
  /** Speak TLS and trust this certificate. */
  ca?: string
}

/** Asks without tidying up what is asked: fetch would correct paths and refuse headers. */
export const ask = (port: number, path: string, question: Question = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body, ca } = question
    const options = { host: '127.0.0.1', port, path, method, headers, agent: false as const }
    const request = ca
      ? openTlsRequest({ ...options, ca, servername: 'localhost' })
      : openRequest(options)
    request.once('error', reject)
    request.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (text += part))
      response.once('error', reject)
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      )
    })
    request.end(body)
  })

/** Writes bytes to the port and gives all that comes back until the connection ends. */
export const talk = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.setEncoding('latin1')
    socket.on('data', (part: string) => (heard += part))
    socket.on('error', () => undefined)
    socket.once('close', () => resolve(heard))
  })
