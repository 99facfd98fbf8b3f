import { expect, test, vi } from 'vitest'
import { ask, backend, nowhere, testGateway } from './testing.ts'

const healthAt = async (port: number) => {
  const answer = await ask(port, '/health')
  return { code: answer.status, text: answer.text, ...JSON.parse(answer.text) }
}

test('health tells of each instance and what it depends on, and is honest', async () => {
  let serverCode = 200
  await using server = await backend(undefined, { health: () => serverCode })
  await using notify = await backend()
  await using analytics = await backend()
  const bot = await backend()
  await using gateway = await testGateway(
    {
      SERVER_URLS: `${server.url},${nowhere}`,
      NOTIFY_URLS: notify.url,
      BOT_URLS: bot.url,
      ANALYTICS_URLS: analytics.url,
    },
    { check: 20 },
  )
  const until = (wanted: (health: { status: string; text: string }) => boolean) =>
    vi.waitUntil(async () => {
      const health = await healthAt(gateway.port)
      return wanted(health) && health
    })
  const checks = { postgres: { ok: true, ms: 1 } }
  expect(await until(({ text }) => !text.includes('unknown'))).toMatchObject({
    code: 200,
    status: 'impaired',
    services: {
      server: {
        status: 'impaired',
        instances: [
          { name: 'server-1', status: 'up', checks },
          { name: 'server-2', status: 'down', checks: {} },
        ],
      },
      notify: { status: 'ok' },
      bot: { status: 'ok', instances: [{ name: 'bot-1', status: 'up', checks }] },
    },
  })
  await bot.kill()
  const without = await until(({ text }) => text.includes('"bot":{"status":"down"'))
  expect(without).toMatchObject({ code: 200, status: 'impaired' })
  expect((await ask(gateway.port, '/readyz')).status).toBe(200)
  serverCode = 503
  const down = await until(({ status }) => status === 'down')
  expect(down).toMatchObject({
    code: 503,
    services: { server: { instances: [{ checks: { postgres: { ok: false } } }, {}] } },
  })
  // It still answers, and is better than nothing.
  expect((await ask(gateway.port, '/')).text).toBe('ok')
  expect((await ask(gateway.port, '/livez')).status).toBe(200)
  for (const secret of [gateway.config.jwtSecret, '127.0.0.1', String(server.port)])
    expect(down.text).not.toContain(secret)
})

test('all well is 200 and ok', async () => {
  await using all = await backend()
  await using gateway = await testGateway({
    SERVER_URLS: all.url,
    NOTIFY_URLS: all.url,
    BOT_URLS: all.url,
    ANALYTICS_URLS: all.url,
  })
  await vi.waitUntil(async () => (await healthAt(gateway.port)).status === 'ok')
  expect((await healthAt(gateway.port)).code).toBe(200)
})

test('without a main server it is alive but not ready', async () => {
  await using gateway = await testGateway({})
  expect((await ask(gateway.port, '/livez')).status).toBe(200)
  expect((await ask(gateway.port, '/readyz')).status).toBe(503)
})

test('metrics count requests by route and status, and tell nothing internal', async () => {
  await using server = await backend((_, response) => response.writeHead(404).end())
  await using gateway = await testGateway({ SERVER_URLS: server.url })
  await ask(gateway.port, '/trpc/chat.list?input=private')
  await ask(gateway.port, '/nowhere')
  const { text, headers } = await ask(gateway.port, '/metrics')
  expect(headers['content-type']).toContain('text/plain')
  for (const line of [
    'fechatter_gateway_requests_total{route="trpc",method="GET",status="404"} 1',
    'fechatter_gateway_requests_total{route="page",method="GET",status="404"} 1',
    'fechatter_gateway_request_seconds_count{route="trpc"} 1',
    'fechatter_gateway_upstream_state{upstream="server-1"}',
    'process_cpu_seconds_total',
  ])
    expect(text).toContain(line)
  for (const secret of [gateway.config.jwtSecret, 'private', '127.0.0.1', String(server.port)])
    expect(text).not.toContain(secret)
})
