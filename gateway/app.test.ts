import { expect, test } from 'vitest'
import type { Runtime } from './app.ts'
import { createApp } from './app.ts'
import { healthOf } from './health.ts'
import type { Take } from './limit-requests.ts'
import { backend } from './testing.ts'
import { createPool } from './upstreams.ts'

const free: Take = () => Promise.resolve({ allowed: true, limit: 1, remaining: 1, reset: 1 })
const pools = {
  server: createPool('server', []),
  notify: createPool('notify', []),
  bot: createPool('bot', []),
  analytics: createPool('analytics', []),
}

/** A runtime of web standards alone: `fetch` carries the requests. */
const webRuntime = (upstream: string, more: Partial<Runtime> = {}): Runtime => {
  const send: Runtime['forward'] = (c, route) =>
    fetch(upstream + route.path, {
      method: c.req.method,
      headers: { 'x-request-id': c.var.requestId },
    })
  return {
    publicUrl: 'https://chat.example.org',
    corsOrigins: [],
    bodyLimit: 1_000,
    uploadLimit: 4_000,
    targetOf: (c) => new URL(c.req.url).pathname,
    peerOf: () => ({ address: '203.0.113.1', network: '203.0.113.1', proto: 'https', host: 'h' }),
    limits: {
      network: free,
      account: free,
      signIn: free,
      accountOf: () => undefined,
      hit: () => undefined,
    },
    forward: send,
    stream: send,
    health: () => healthOf(pools, undefined, false),
    metrics: { text: () => Promise.resolve('up 1\n'), contentType: 'text/plain' },
    observe: () => undefined,
    failed: () => undefined,
    ...more,
  }
}

test('the app runs where there is no Node', async () => {
  await using server = await backend((request, response) => response.end(request.url))
  const app = createApp(webRuntime(server.url))
  const answer = await app.request('https://chat.example.org/trpc/chat.list')
  expect(answer.status).toBe(200)
  expect(await answer.text()).toBe('/trpc/chat.list')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(server.seen[0]?.headers['x-request-id']).toBe(answer.headers.get('x-request-id'))
  expect(await (await app.request('https://chat.example.org/metrics')).text()).toBe('up 1\n')
})

test('a failure of the gateway itself says nothing of its cause', async () => {
  const causes: unknown[] = []
  const app = createApp(
    webRuntime('', {
      forward: () => Promise.reject(new Error('at 10.0.0.7:5432')),
      failed: (error) => causes.push(error),
    }),
  )
  const answer = await app.request('https://chat.example.org/')
  expect(answer.status).toBe(500)
  const text = await answer.text()
  expect(JSON.parse(text)).toMatchObject({ code: 'internal' })
  expect(text).not.toContain('10.0.0.7')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(causes).toHaveLength(1)
})
