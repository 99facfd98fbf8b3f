import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { ask, backend, talk, testGateway } from './testing.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const run = (env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, GATEWAY_PORT: '0', LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
const readyUrl = async (child: ChildProcess): Promise<string> => {
  for (;;) {
    const [message] = (await once(child, 'message')) as [{ type: string; url?: string }]
    if (message.type === 'ready' && message.url) return message.url
  }
}
const secret = { JWT_SECRET: randomBytes(32).toString('hex') }

test('stopping ends streams, lets requests finish and takes no new ones', async () => {
  const held = Promise.withResolvers<undefined>()
  await using server = await backend(async (_, response) => {
    await held.promise
    response.end('finished')
  })
  await using notify = await backend((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
  })
  const gateway = await testGateway(
    { SERVER_URLS: server.url, NOTIFY_URLS: notify.url },
    { drain: 10_000 },
  )
  const slow = ask(gateway.port, '/slow')
  const stream = talk(gateway.port, 'GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await vi.waitUntil(() => server.seen.length === 1 && notify.seen.length === 1)
  const stopped = gateway.stop()
  await stream
  await expect(ask(gateway.port, '/livez')).rejects.toThrow('ECONNREFUSED')
  held.resolve(undefined)
  expect(await slow).toMatchObject({ status: 200, text: 'finished' })
  await stopped
})

test('a request that never ends is cut when the time to drain is over', async () => {
  await using server = await backend(() => undefined)
  const gateway = await testGateway({ SERVER_URLS: server.url }, { drain: 50 })
  const endless = ask(gateway.port, '/').catch(() => 'cut')
  await vi.waitUntil(() => server.seen.length === 1)
  await gateway.stop()
  expect(await endless).toBe('cut')
})

test.each(['SIGTERM', 'SIGINT', 'disconnect'] as const)(
  'the program says that it is ready and ends cleanly on %s',
  async (how) => {
    await using server = await backend()
    const child = run({ ...secret, SERVER_URLS: server.url })
    const ended = once(child, 'exit')
    const url = await readyUrl(child)
    expect(await (await fetch(url)).text()).toBe('ok')
    if (how === 'disconnect') child.disconnect()
    else child.kill(how)
    expect(await ended).toEqual([0, null])
  },
)

test('a configuration that cannot work ends it with the reason and code 78', async () => {
  const child = run({ ...secret, GATEWAY_PORT: 'x' })
  let said = ''
  child.stderr?.on('data', (part: Buffer) => (said += part.toString()))
  expect(await once(child, 'close')).toEqual([78, null])
  expect(said).toContain('fixtures/gateway.yml: listen.port:')
  expect(said).toContain('Set GATEWAY_PORT')
})

test('a taken port is named', async () => {
  await using taken = await backend()
  const child = run({ ...secret, GATEWAY_PORT: String(taken.port) })
  let said = ''
  child.stderr?.on('data', (part: Buffer) => (said += part.toString()))
  expect(await once(child, 'close')).toEqual([1, null])
  expect(said).toContain('set GATEWAY_PORT')
})
