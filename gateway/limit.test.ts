import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { ask, backend, testGateway } from './testing.ts'

const ok = () => backend((_, response) => response.end('{"result":{}}'))
const from = (address: string, more: Record<string, string> = {}) => ({
  headers: { 'x-forwarded-for': address, ...more },
})
/** Behind a proxy on this machine, tests can come from any address. */
const proxied = { TRUSTED_PROXIES: '127.0.0.1' }

test('a network has so many requests, and is told how many are left', async () => {
  await using server = await ok()
  await using gateway = await testGateway({
    SERVER_URLS: server.url,
    LIMIT_NETWORK: '2',
    ...proxied,
  })
  const asked = (address: string) => ask(gateway.port, '/', from(address))
  expect((await asked('198.51.100.1')).headers).toMatchObject({
    'ratelimit-limit': '2',
    'ratelimit-remaining': '1',
    'ratelimit-reset': expect.stringMatching(/^\d+$/),
  })
  await asked('198.51.100.1')
  const over = await asked('198.51.100.1')
  expect(over.status).toBe(429)
  const seconds = Number(over.headers['retry-after'])
  expect(seconds).toBeGreaterThan(0)
  expect(JSON.parse(over.text)).toEqual({
    code: 'rate_limited',
    message: `Too many requests at once. Try again in ${seconds} s.`,
    retryAfter: seconds,
  })
  expect((await asked('198.51.100.2')).status).toBe(200)
  expect((await ask(gateway.port, '/livez', from('198.51.100.1'))).status).toBe(200)
  expect((await ask(gateway.port, '/metrics', from('198.51.100.3'))).text).toContain(
    'fechatter_gateway_limited_total{limit="network"} 1',
  )
})

test('an IPv6 client is its /64, an IPv4-mapped one its IPv4 address', async () => {
  await using server = await ok()
  await using gateway = await testGateway({
    SERVER_URLS: server.url,
    LIMIT_NETWORK: '1',
    ...proxied,
  })
  const statusOf = async (address: string) => (await ask(gateway.port, '/', from(address))).status
  expect(await statusOf('2001:db8:1:2::1')).toBe(200)
  expect(await statusOf('2001:db8:1:2:ffff::9')).toBe(429)
  expect(await statusOf('2001:db8:1:3::1')).toBe(200)
  expect(await statusOf('203.0.113.9')).toBe(200)
  expect(await statusOf('::ffff:203.0.113.9')).toBe(429)
  expect(await statusOf('::ffff:cb00:7109')).toBe(429)
})

test('forwarding headers of a client change nothing', async () => {
  await using server = await ok()
  await using gateway = await testGateway({ SERVER_URLS: server.url, LIMIT_NETWORK: '1' })
  expect((await ask(gateway.port, '/', from('198.51.100.1'))).status).toBe(200)
  expect((await ask(gateway.port, '/', from('198.51.100.2'))).status).toBe(429)
})

test('an account has one window for all its sessions and networks', async () => {
  await using server = await backend((request, response) => {
    if (/ada/.test(request.headers.cookie ?? request.headers.authorization ?? ''))
      response.setHeader('x-fechatter-account', 'account-of-ada')
    response.end()
  })
  await using gateway = await testGateway({
    SERVER_URLS: server.url,
    LIMIT_ACCOUNT: '4',
    ...proxied,
  })
  const asked = (address: string, headers: Record<string, string>, path = '/') =>
    ask(gateway.port, path, from(address, headers))
  const phone = { cookie: 'theme=dark; fechatter_session=ada-phone' }
  const laptop = { cookie: '__Host-fechatter_session=ada-laptop' }
  const script = { authorization: 'Bearer ada-script' }
  // Their first requests teach the gateway who they are.
  for (const [i, headers] of [phone, laptop, script].entries())
    await asked(`198.51.100.${i}`, headers)
  for (const [i, headers] of [phone, laptop, script, phone].entries())
    expect((await asked(`198.51.100.${i}`, headers)).status).toBe(200)
  const over = await asked('198.51.100.9', laptop)
  expect(over.status).toBe(429)
  expect(over.headers['ratelimit-limit']).toBe('4')
  expect((await asked('198.51.100.9', laptop, '/assets/app.js')).status).toBe(200)
  expect((await asked('198.51.100.9', { cookie: 'fechatter_session=bo' })).status).toBe(200)
  expect((await asked('198.51.100.9', {})).status).toBe(200)
})

test('a batch costs a point per procedure, also with encoded commas', async () => {
  await using server = await ok()
  await using gateway = await testGateway({
    SERVER_URLS: server.url,
    LIMIT_NETWORK: '10',
    ...proxied,
  })
  const left = async (address: string, path: string) =>
    (await ask(gateway.port, path, from(address))).headers['ratelimit-remaining']
  expect(await left('198.51.100.1', '/trpc/a.b,c.d,e.f?batch=1')).toBe('7')
  expect(await left('198.51.100.2', '/trpc/a.b%2Cc.d?batch=1')).toBe('8')
})

test('attempts at passwords are few', async () => {
  await using server = await ok()
  await using gateway = await testGateway({
    SERVER_URLS: server.url,
    LIMIT_SIGN_IN: '3',
    ...proxied,
  })
  const post = async (path: string) =>
    (await ask(gateway.port, path, { method: 'POST', ...from('198.51.100.1') })).status
  expect(await post('/sign-in')).toBe(200)
  expect(await post('/trpc/identity.signIn,identity.signIn?batch=1')).toBe(200)
  expect(await post('/trpc/identity.signIn')).toBe(429)
  expect(await post('/trpc/chat.send')).toBe(200)
})

test('tRPC’s own client understands a refusal', async () => {
  await using server = await ok()
  await using gateway = await testGateway({ SERVER_URLS: server.url, LIMIT_NETWORK: '1' })
  const client = createTRPCClient({
    links: [httpBatchLink({ url: `http://127.0.0.1:${gateway.port}/trpc` })],
  }) as unknown as { a: { query: () => Promise<unknown> }; b: { query: () => Promise<unknown> } }
  await ask(gateway.port, '/')
  const failures = await Promise.all(
    [client.a.query(), client.b.query()].map((call) => call.catch((error: unknown) => error)),
  )
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(TRPCClientError)
    expect(failure).toMatchObject({
      shape: { code: -32029 },
      data: {
        code: 'TOO_MANY_REQUESTS',
        httpStatus: 429,
        fault: { code: 'rate_limited', retryAfter: expect.any(Number) },
      },
    })
  }
})

test('limits hold while Redis is not there', async () => {
  await using server = await ok()
  await using gateway = await testGateway({
    SERVER_URLS: server.url,
    LIMIT_NETWORK: '2',
    REDIS_URL: 'redis://127.0.0.1:1',
  })
  const statuses: number[] = []
  for (let i = 0; i < 3; i += 1) statuses.push((await ask(gateway.port, '/')).status)
  expect(statuses).toEqual([200, 200, 429])
})

const redisServer = '/usr/bin/redis-server'
test.skipIf(!existsSync(redisServer))(
  'two gateways count together in Redis, and go on alone when it is killed (needs redis-server)',
  async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as AddressInfo
    probe.close()
    const redis = spawn(redisServer, ['--port', String(port), '--bind', '127.0.0.1', '--save', ''])
    try {
      await using server = await ok()
      const env = {
        SERVER_URLS: server.url,
        LIMIT_NETWORK: '3',
        REDIS_URL: `redis://127.0.0.1:${port}`,
        ...proxied,
      }
      await using one = await testGateway(env)
      await using two = await testGateway(env)
      let visitor = 0
      const shared = async (gateway: { port: number }) =>
        JSON.parse((await ask(gateway.port, '/health', from(`10.0.0.${(visitor += 1)}`))).text)
          .checks.redis.ok
      await vi.waitUntil(async () => (await shared(one)) && (await shared(two)), 10_000)
      const statuses: number[] = []
      for (const gateway of [one, two, one, two])
        statuses.push((await ask(gateway.port, '/', from('198.51.100.1'))).status)
      expect(statuses).toEqual([200, 200, 200, 429])
      const died = once(redis, 'exit')
      redis.kill('SIGKILL')
      await died
      const alone: number[] = []
      for (let i = 0; i < 4; i += 1)
        alone.push((await ask(one.port, '/', from('198.51.100.2'))).status)
      expect(alone).toEqual([200, 200, 200, 429])
    } finally {
      redis.kill('SIGKILL')
    }
  },
)
