import { expect, test } from 'vitest'
import { isForeign } from './origin.ts'
import { ask, backend, testGateway } from './testing.ts'

const own = ['https://chat.example.org']
const allowed = new Set(['https://app.example.org'])

test.each([
  // method, stream, Origin, Sec-Fetch-Site → refused
  ['POST', false, 'https://chat.example.org', 'same-origin', false],
  ['POST', false, 'https://chat.example.org', undefined, false],
  ['POST', false, undefined, undefined, false],
  ['POST', false, undefined, 'none', false],
  ['POST', false, 'https://app.example.org', 'cross-site', false],
  ['POST', false, 'https://evil.example', undefined, true],
  ['POST', false, 'https://evil.example', 'same-origin', true],
  ['POST', false, 'https://chat.example.org.evil.example', 'cross-site', true],
  ['POST', false, 'https://sub.chat.example.org', 'same-site', true],
  ['POST', false, 'http://chat.example.org', undefined, true],
  ['POST', false, 'https://chat.example.org:8443', undefined, true],
  ['POST', false, 'https://chat.example.org, https://evil.example', undefined, true],
  ['POST', false, 'null', undefined, true],
  ['POST', false, undefined, 'cross-site', true],
  ['POST', false, undefined, 'same-site', true],
  ['PUT', false, 'https://evil.example', undefined, true],
  ['DELETE', false, 'https://evil.example', undefined, true],
  ['PATCH', false, 'null', undefined, true],
  ['GET', false, 'https://evil.example', 'cross-site', false],
  ['HEAD', false, undefined, 'cross-site', false],
  ['GET', true, undefined, 'same-origin', false],
  ['GET', true, 'https://evil.example', 'cross-site', true],
  ['GET', true, undefined, 'cross-site', true],
  ['GET', true, 'null', undefined, true],
  ['GET', true, 'https://app.example.org', 'cross-site', false],
] as const)('%s stream:%s from %s (%s): refused %s', (method, stream, origin, site, refused) => {
  expect(isForeign({ method, stream, origin, site }, own, allowed)).toBe(refused)
})

test('another site cannot act through a visitor’s browser', async () => {
  await using server = await backend()
  await using notify = await backend()
  await using gateway = await testGateway({ SERVER_URLS: server.url, NOTIFY_URLS: notify.url })
  const post = (path: string, headers: Record<string, string>) =>
    ask(gateway.port, path, {
      method: 'POST',
      headers: { cookie: 'fechatter_session=ada', ...headers },
    })
  for (const path of ['/trpc/chat.send', '/sign-in', '/sign-out', '/bot/ask'])
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
      const refused = await post(path, { origin: 'https://evil.example', 'content-type': type })
      expect(refused.status).toBe(403)
    }
  const stream = await ask(gateway.port, '/sse', {
    headers: { origin: 'https://evil.example', cookie: 'fechatter_session=ada' },
  })
  expect(stream.status).toBe(403)
  expect(JSON.parse(stream.text)).toMatchObject({ code: 'forbidden' })
  expect([...server.seen, ...notify.seen]).toEqual([])
  for (const origin of [gateway.url, `http://127.0.0.1:${gateway.port}`])
    expect((await post('/sign-out', { origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  expect((await post('/sign-out', {})).status).toBe(200)
})

test('only configured origins are let in by CORS', async () => {
  await using server = await backend((_, response) => {
    response.setHeader('vary', 'Accept')
    response.end('{}')
  })
  await using gateway = await testGateway({
    SERVER_URLS: server.url,
    CORS_ORIGINS: 'https://app.example.org',
  })
  const preflight = (origin: string) =>
    ask(gateway.port, '/trpc/chat.send', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
  expect(await preflight('https://app.example.org')).toMatchObject({
    status: 204,
    headers: {
      'access-control-allow-origin': 'https://app.example.org',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': expect.stringContaining('POST'),
      'access-control-allow-headers': 'content-type',
    },
  })
  expect(server.seen).toEqual([])
  for (const origin of ['https://evil.example', 'null', 'https://app.example.org.evil.example'])
    for (const answer of [
      await preflight(origin),
      await ask(gateway.port, '/trpc/chat.list', { headers: { origin } }),
    ])
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-'))).toEqual([])
  const call = await ask(gateway.port, '/trpc/chat.send', {
    method: 'POST',
    headers: { origin: 'https://app.example.org', 'sec-fetch-site': 'cross-site' },
  })
  expect(call).toMatchObject({
    status: 200,
    headers: {
      'access-control-allow-origin': 'https://app.example.org',
      vary: 'Origin, Accept',
    },
  })
})

test('a refusal by a limit can be read by an allowed origin', async () => {
  await using server = await backend()
  await using gateway = await testGateway({
    SERVER_URLS: server.url,
    CORS_ORIGINS: 'https://app.example.org',
    LIMIT_NETWORK: '1',
  })
  const call = () =>
    ask(gateway.port, '/trpc/chat.list', { headers: { origin: 'https://app.example.org' } })
  await call()
  expect(await call()).toMatchObject({
    status: 429,
    headers: { 'access-control-allow-origin': 'https://app.example.org' },
  })
})
