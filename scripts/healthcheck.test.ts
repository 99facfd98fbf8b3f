import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const script = fileURLToPath(new URL('healthcheck.ts', import.meta.url))

const check = async (env: Record<string, string>): Promise<unknown> =>
  (await once(spawn(process.execPath, [script], { env }), 'exit'))[0]

test('asks the role of the container whether it is ready', async () => {
  const asked: string[] = []
  let status = 200
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const env = { ROLE: 'notify', NOTIFY_PORT: String((server.address() as AddressInfo).port) }
  expect(await check(env)).toBe(0)
  expect(asked).toEqual(['/readyz'])
  status = 503
  expect(await check(env)).toBe(1)
  server.closeAllConnections()
  server.close()
  expect(await check(env)).toBe(1)
  expect(await check({ ROLE: 'nonsense' })).toBe(1)
})
