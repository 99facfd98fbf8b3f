import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { createGunzip, gzipSync } from 'node:zlib'
import { Session } from 'chdb'

/*
 * ClickHouse's HTTP interface in front of chdb, its engine as a library: the real client, the real SQL, no server to install. Only
 * what our adapter uses; requests are run one at a time. To run it by itself:
 *   npx node server/testing/clickhouse-shim.ts --port 58123 --data DIR   (password: CLICKHOUSE_PASSWORD, if set)
 */

export interface ClickhouseShim extends AsyncDisposable {
  url: string
  stop: () => Promise<void>
}

/** What only an HTTP server can be told, and parameters that are not settings. */
const notSettings =
  /^(query|query_id|database|session_id|enable_http_compression|wait_end_of_query|send_progress_in_http_headers|param_.*)$/

/**
 * Starts the interface on 127.0.0.1.
 * @param port 0 for any free one
 * @param data the data directory of the engine; a process can have one only
 * @param password asked for by HTTP Basic; none: anybody may ask
 */
export const clickhouseShim = async ({
  port = 0,
  data,
  password,
}: {
  port?: number
  data: string
  password?: string | undefined
}): Promise<ClickhouseShim> => {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const session = new Session(data)
  let last: Promise<unknown> = Promise.resolve()
  /** The engine has one session, so what a request sets must not meet the next one's query. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }

  const answer = async (request: IncomingMessage): Promise<Buffer> => {
    const url = new URL(request.url ?? '/', 'http://shim')
    if (url.pathname === '/ping') return Buffer.from('Ok.\n')
    if (url.pathname !== '/' || request.method !== 'POST')
      throw new Refusal(404, `There is no handle ${request.method} ${url.pathname}.`)
    if (password !== undefined && passwordOf(request) !== password)
      throw new Refusal(
        403,
        'Code: 516. DB::Exception: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)',
        516,
      )
    const zipped = request.headers['content-encoding'] === 'gzip'
    const body = await text(zipped ? request.pipe(createGunzip()) : request)
    const sql = statements(url.searchParams, body)
    return inTurn(async () => Buffer.from((await session.queryAsync(sql)).bytes()))
  }

  const server = createServer((request, response) => {
    const zip =
      /\bgzip\b/.test(String(request.headers['accept-encoding'])) &&
      /\benable_http_compression=1\b/.test(request.url ?? '')
    const send = (status: number, body: Buffer, headers: Record<string, string> = {}) => {
      const bytes = zip ? gzipSync(body) : body
      response.writeHead(status, { ...headers, ...(zip ? { 'content-encoding': 'gzip' } : {}) })
      response.end(bytes)
    }
    answer(request).then(
      (body) => send(200, body, { 'x-clickhouse-summary': '{"read_rows":"0","written_rows":"0"}' }),
      (error: unknown) => {
        const { status, code, message } = Refusal.of(error)
        send(status, Buffer.from(message), { 'x-clickhouse-exception-code': String(code) })
      },
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  const stop = async () => {
    if (!server.listening) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await last
    session.close()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

class Refusal extends Error {
  readonly status: number
  readonly code: number
  constructor(status: number, message: string, code = 0) {
    super(message)
    this.status = status
    this.code = code
  }
  static of(error: unknown): Refusal {
    if (error instanceof Refusal) return error
    const message = error instanceof Error ? error.message : String(error)
    const code = Number(/Code: (\d+)/.exec(message)?.[1] ?? 0)
    return new Refusal([60, 81].includes(code) ? 404 : code ? 400 : 500, message, code)
  }
}

const passwordOf = (request: IncomingMessage) =>
  Buffer.from(request.headers.authorization?.replace(/^Basic /, '') ?? '', 'base64')
    .toString()
    .replace(/^[^:]*:/, '')

/** One request as the statements that mean the same to the engine: database, settings and parameters first. */
const statements = (search: URLSearchParams, body: string): string => {
  const query = search.has('query') ? `${search.get('query')}\n${body}` : body
  const given = [...search].filter(([name]) => /^\w+$/.test(name))
  const settings = given.filter(([name]) => name.startsWith('param_') || !notSettings.test(name))
  for (const [, name] of (search.get('query') ?? body).matchAll(/\{(\w+):\s*\w/g))
    if (!search.has(`param_${name}`))
      throw new Refusal(
        400,
        `Code: 456. DB::Exception: Substitution \`${name}\` is not set. (UNKNOWN_QUERY_PARAMETER)`,
        456,
      )
  return [
    `USE ${search.get('database')?.replace(/\W/g, '') || 'default'}`,
    ...settings.map(([name, value]) => `SET ${name} = '${value.replace(/[\\']/g, '\\$&')}'`),
    query,
  ].join('; ')
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string' }, data: { type: 'string' } } })
  if (!values.data) throw new Error('--data names the directory for the data')
  const shim = await clickhouseShim({
    port: Number(values.port ?? 8123),
    data: values.data,
    password: process.env.CLICKHOUSE_PASSWORD || undefined,
  })
  console.log(`ClickHouse's interface on ${shim.url}`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void shim.stop().then(() => process.exit(0)))
}
