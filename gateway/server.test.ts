import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import { ask, backend, talk, testGateway } from './testing.ts'

const host = 'Host: localhost\r\n'

test('every answer carries the security headers, refusals and failures too', async () => {
  await using server = await backend((_, response) => {
    response.setHeader('content-security-policy', 'sandbox')
    response.setHeader('x-frame-options', 'ALLOWALL')
    response.end()
  })
  await using gateway = await testGateway({
    SERVER_URLS: server.url,
    PUBLIC_URL: 'https://chat.example.org',
  })
  await using plain = await testGateway({ SERVER_URLS: server.url })
  const post = { method: 'POST', headers: { origin: 'https://evil.example' } }
  const answers = [
    await ask(gateway.port, '/'),
    await ask(gateway.port, '/livez'),
    await ask(gateway.port, '//'),
    await ask(gateway.port, '/sign-in', post),
    await ask(gateway.port, '/bot/ask'),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 403, 503])
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'strict-transport-security': expect.stringContaining('max-age='),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'x-request-id': expect.any(String),
    })
    const csp = String(headers['content-security-policy'])
    for (const part of [
      "default-src 'self'",
      "script-src 'self' 'nonce-",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
      expect(csp).toContain(part)
    expect(csp).not.toMatch(/script-src[^;]*unsafe/)
  }
  const nonces = answers.map(
    ({ headers }) => /nonce-([^']+)/.exec(String(headers['content-security-policy']))?.[1],
  )
  expect(new Set(nonces).size).toBe(answers.length)
  expect(answers[0]?.headers['content-security-policy']).toMatch(/, sandbox$/)
  expect((await ask(plain.port, '/')).headers).not.toHaveProperty('strict-transport-security')
})

test.each([
  ['two lengths', `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nx`, 400],
  [
    'length and chunks',
    `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ['bare line feeds', 'GET / HTTP/1.1\nHost: localhost\n\n', 400],
  ['a space before the colon', `GET / HTTP/1.1\r\n${host}X : y\r\n\r\n`, 400],
  ['a folded header', `GET / HTTP/1.1\r\n${host}X: a\r\n b\r\n\r\n`, 400],
  ['two hosts', `GET / HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`, 400],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['a host that is none', 'GET / HTTP/1.1\r\nHost: a/b@c\r\nConnection: close\r\n\r\n', 400],
  ['an absolute target', `GET http://evil.example/ HTTP/1.1\r\n${host}\r\n`, 400],
  ['a method of other days', `TRACE / HTTP/1.1\r\n${host}\r\n`, 405],
  ['big headers', `GET / HTTP/1.1\r\n${host}Last-Event-ID: ${'9'.repeat(20_000)}\r\n\r\n`, 431],
  ['many headers', `GET / HTTP/1.1\r\n${host}${'a: b\r\n'.repeat(120)}\r\n`, 431],
  ['no HTTP at all', 'hello\r\n\r\n', 400],
])('%s: refused and closed', async (_, bytes, status) => {
  await using server = await backend()
  await using gateway = await testGateway({ SERVER_URLS: server.url })
  expect(await talk(gateway.port, bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  expect(server.seen).toEqual([])
})

test('a request that does not arrive in time is cut', async () => {
  await using server = await backend((request) => request.resume())
  await using gateway = await testGateway(
    { SERVER_URLS: server.url },
    { headers: 80, request: 120 },
  )
  const [silent, headers, body] = await Promise.all([
    talk(gateway.port, ''),
    talk(gateway.port, 'GET / HTTP/1.1\r\nHost: loc'),
    talk(gateway.port, `POST / HTTP/1.1\r\n${host}Content-Length: 100\r\n\r\nx`),
  ])
  for (const heard of [silent, headers, body]) expect(heard).toMatch(/^HTTP\/1\.1 408 /)
})

test('silent connections keep nobody else waiting', async () => {
  await using gateway = await testGateway({})
  const sockets = Array.from({ length: 300 }, () => connect(gateway.port, '127.0.0.1'))
  await vi.waitUntil(() => sockets.every(({ readyState }) => readyState === 'open'))
  expect((await ask(gateway.port, '/livez')).status).toBe(200)
  for (const socket of sockets) socket.destroy()
})
