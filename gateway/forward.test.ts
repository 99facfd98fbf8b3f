import { createHmac } from 'node:crypto'
import { request as openRequest } from 'node:http'
import { expect, test, vi } from 'vitest'
import { ask, backend, nowhere, testGateway } from './testing.ts'

const named = (name: string) => backend((_, response) => response.end(name))

test('each path reaches its service', async () => {
  await using server = await named('server')
  await using notify = await named('notify')
  await using bot = await named('bot')
  await using analytics = await named('analytics')
  await using gateway = await testGateway({
    SERVER_URLS: server.url,
    NOTIFY_URLS: notify.url,
    BOT_URLS: bot.url,
    ANALYTICS_URLS: analytics.url,
  })
  const reached = async (path: string) => (await ask(gateway.port, path)).text
  expect(await reached('/')).toBe('server')
  expect(await reached('/w/acme/chats/1?before=9')).toBe('server')
  expect(await reached('/trpc/chat.send,chat.list?batch=1')).toBe('server')
  expect(await reached('/assets/app.js')).toBe('server')
  expect(await reached('/files/1/a.png')).toBe('server')
  expect(await reached('/sse?input=%7B%7D')).toBe('notify')
  expect(await reached('/sse/anything')).toBe('notify')
  expect(await reached('/trpc/events.stream?input=1')).toBe('notify')
  expect(await reached('/bot/health')).toContain('postgres')
  expect(await reached('/bot/ask?q=1')).toBe('bot')
  expect(await reached('/analytics/overview')).toBe('analytics')
  expect(await reached('/bots')).toBe('server')
  expect(server.seen.map(({ url }) => url)).toContain('/w/acme/chats/1?before=9')
  expect(bot.seen.map(({ url }) => url)).toEqual(['/ask?q=1'])
  expect(analytics.seen.map(({ url }) => url)).toEqual(['/overview'])
  expect((await ask(gateway.port, '/bot/metrics')).status).toBe(404)
})

test('bodies go both ways as they are', async () => {
  await using server = await backend((request, response) => {
    response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'], 'x-own': 'yes' })
    request.pipe(response)
  })
  await using gateway = await testGateway({ SERVER_URLS: server.url })
  const body = Buffer.from(Uint8Array.from({ length: 100_000 }, (_, i) => i % 128))
  const answer = await ask(gateway.port, '/trpc/chat.send', { method: 'POST', body })
  expect(answer.status).toBe(201)
  expect(Buffer.from(answer.text).equals(body)).toBe(true)
  expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2'])
  expect(answer.headers['x-own']).toBe('yes')
  const head = await ask(gateway.port, '/', { method: 'HEAD' })
  expect(head).toMatchObject({ status: 201, text: '' })
})

test('what only a gateway may say is taken from nobody else', async () => {
  await using server = await backend((_, response) => {
    response.setHeader('x-powered-by', 'x')
    response.setHeader('server', 'x')
    response.setHeader('x-fechatter-account', 'ada')
    response.end()
  })
  await using gateway = await testGateway({ SERVER_URLS: server.url })
  const answer = await ask(gateway.port, '/', {
    headers: {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'https',
      'x-forwarded-prefix': '/admin',
      'x-real-ip': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
      'x-fechatter-gateway': 'guess',
      'x-fechatter-account': 'bo',
      'x-csp-nonce': 'mine',
      'x-http-method-override': 'DELETE',
      connection: 'close, x-hop',
      'x-hop': '1',
      'x-kept': '1',
    },
  })
  const seen = server.seen[0]?.headers ?? {}
  expect(seen).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': `127.0.0.1:${gateway.port}`,
    host: `127.0.0.1:${gateway.port}`,
    'x-fechatter-gateway': createHmac('sha256', gateway.config.jwtSecret)
      .update('fechatter-gateway')
      .digest('hex'),
    'x-kept': '1',
  })
  for (const name of [
    'x-forwarded-prefix',
    'x-real-ip',
    'forwarded',
    'x-fechatter-account',
    'x-http-method-override',
    'x-hop',
  ])
    expect(seen).not.toHaveProperty(name)
  expect(answer.headers['content-security-policy']).toContain(
    `'nonce-${String(seen['x-csp-nonce'])}'`,
  )
  for (const name of ['x-powered-by', 'server', 'x-fechatter-account'])
    expect(answer.headers).not.toHaveProperty(name)
})

test('a request has one id, the client’s if it is a plain one', async () => {
  await using server = await backend()
  await using gateway = await testGateway({ SERVER_URLS: server.url })
  const idFor = async (given?: string) =>
    (await ask(gateway.port, '/', given ? { headers: { 'x-request-id': given } } : {})).headers[
      'x-request-id'
    ]
  expect(await idFor('ada-1.2_3')).toBe('ada-1.2_3')
  expect(await idFor('a b')).toMatch(/^[\da-f-]{36}$/)
  expect(await idFor('x'.repeat(65))).toMatch(/^[\da-f-]{36}$/)
  expect(await idFor()).not.toBe(await idFor())
  expect(server.seen[0]?.headers['x-request-id']).toBe('ada-1.2_3')
})

test('a body over the limit is refused, announced or not', async () => {
  await using server = await backend((request, response) => {
    request.resume()
    request.once('end', () => response.end('taken'))
  })
  await using gateway = await testGateway({ SERVER_URLS: server.url, BODY_LIMIT_BYTES: '2048' })
  const body = Buffer.alloc(300_000, 'x')
  const chunked = { 'transfer-encoding': 'chunked' }
  const post = (headers: Record<string, string>, bytes: Buffer) =>
    ask(gateway.port, '/sign-in', { method: 'POST', headers, body: bytes })
  const announced = await post({}, body)
  expect(announced.status).toBe(413)
  expect(JSON.parse(announced.text)).toMatchObject({ code: 'too_large' })
  expect(server.seen).toEqual([])
  expect((await post(chunked, body)).status).toBe(413)
  expect((await post(chunked, body.subarray(0, 2048))).text).toBe('taken')
  expect((await post({}, body.subarray(0, 2048))).text).toBe('taken')
})

test('the least busy upstream is asked; a dead one is passed over and comes back', async () => {
  const held = Promise.withResolvers<undefined>()
  const slowly = (name: string) =>
    backend(async (request, response) => {
      if (request.url === '/slow') await held.promise
      response.end(name)
    })
  const one = await slowly('one')
  await using two = await slowly('two')
  await using gateway = await testGateway({ SERVER_URLS: `${one.url},${two.url}` })
  const slow = ask(gateway.port, '/slow')
  await vi.waitUntil(() => one.seen.length + two.seen.length === 1)
  const busy = one.seen.length === 1 ? 'one' : 'two'
  const names = new Set<string>()
  for (let i = 0; i < 6; i += 1) names.add((await ask(gateway.port, '/')).text)
  expect([...names]).toEqual([busy === 'one' ? 'two' : 'one'])
  held.resolve(undefined)
  await slow

  await one.kill()
  for (let i = 0; i < 6; i += 1)
    expect(await ask(gateway.port, '/')).toMatchObject({ status: 200, text: 'two' })
  await using back = await backend((_, response) => response.end('back'), { port: one.port })
  await vi.waitUntil(async () => (await ask(gateway.port, '/')).text === 'back')
  expect(back.seen.length).toBeGreaterThan(0)
})

test('only what is safe to repeat is sent again', async () => {
  const dying = await backend((request) => request.socket.destroy())
  await using alive = await backend((_, response) => response.end('alive'))
  await using gateway = await testGateway({ SERVER_URLS: `${dying.url},${alive.url}` })
  const gets = await Promise.all(Array.from({ length: 8 }, () => ask(gateway.port, '/')))
  expect(gets.map(({ text }) => text)).toEqual(Array(8).fill('alive'))
  expect(dying.seen.length).toBeGreaterThan(0)
  await dying.kill()

  await using one = await backend((request) => request.socket.destroy())
  await using two = await backend((request) => request.socket.destroy())
  await using broken = await testGateway({ SERVER_URLS: `${one.url},${two.url}` })
  const post = await ask(broken.port, '/sign-out', { method: 'POST', body: 'x' })
  expect(post.status).toBe(503)
  expect(one.seen.length + two.seen.length).toBe(1)
})

test('a slow upstream is given up, not asked again', async () => {
  await using one = await backend(() => undefined)
  await using two = await backend(() => undefined)
  await using gateway = await testGateway({ SERVER_URLS: `${one.url},${two.url}` }, { answer: 50 })
  expect((await ask(gateway.port, '/')).status).toBe(503)
  expect(one.seen.length + two.seen.length).toBe(1)
})

test('without a main server people are told so, in the form that they understand', async () => {
  await using gateway = await testGateway({ SERVER_URLS: nowhere })
  const message = 'Fechatter is starting or its main server is down. Retrying helps.'
  const page = await ask(gateway.port, '/', { headers: { accept: 'text/html' } })
  expect(page.status).toBe(503)
  expect(page.headers['retry-after']).toBe('2')
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.text).toContain(message)
  const json = await ask(gateway.port, '/')
  expect(JSON.parse(json.text)).toEqual({ code: 'unavailable', message, retryAfter: 2 })
  const trpc = await ask(gateway.port, '/trpc/identity.me')
  expect(JSON.parse(trpc.text)).toMatchObject({
    error: { message, data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503, path: 'identity.me' } },
  })
})

test('an answer that breaks off breaks off for the client too', async () => {
  await using server = await backend((_, response) => {
    response.writeHead(200, { 'content-length': '10' })
    response.write('12345', () => response.destroy())
  })
  await using gateway = await testGateway({ SERVER_URLS: server.url })
  await expect(ask(gateway.port, '/')).rejects.toThrow()
})

test('a client that leaves takes the upstream’s request with it', async () => {
  const left = Promise.withResolvers<undefined>()
  await using server = await backend((_, response) => {
    response.once('close', () => left.resolve(undefined))
  })
  await using gateway = await testGateway({ SERVER_URLS: server.url })
  const request = openRequest({ host: '127.0.0.1', port: gateway.port, path: '/' })
  request.on('error', () => undefined)
  request.end()
  await vi.waitUntil(() => server.seen.length === 1)
  request.destroy()
  await left.promise
})

test('parts of files may be larger than other bodies, and take longer', async () => {
  const took: number[] = []
  await using server = await backend((request, response) => {
    let bytes = 0
    request.on('data', (chunk: Buffer) => (bytes += chunk.length))
    request.on('end', () => {
      took.push(bytes)
      response.end('taken')
    })
  })
  await using gateway = await testGateway(
    { SERVER_URLS: server.url, BODY_LIMIT_BYTES: '1000', UPLOAD_LIMIT_BYTES: '4000' },
    { request: 100, headers: 100, upload: 5_000 },
  )
  const send = async (method: string, path: string, bytes: number) =>
    (await ask(gateway.port, path, { method, body: Buffer.alloc(bytes) })).status
  expect(await send('PUT', '/files/1?offset=0', 4000)).toBe(200)
  expect(await send('POST', '/w/acme/chats/1/messages', 4000)).toBe(200)
  expect(await send('PUT', '/files/1?offset=0', 4001)).toBe(413)
  expect(await send('POST', '/w/acme/channels', 1001)).toBe(413)
  expect(await send('POST', '/trpc/files.begin', 1001)).toBe(413)

  const slow = (method: string, path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: gateway.port, agent: false, method, path }
      const request = openRequest(options, (response) => resolve(response.statusCode))
      request.on('error', reject)
      request.setHeader('content-length', '2')
      request.write('a')
      setTimeout(() => request.end('b'), 400)
    })
  expect(await slow('PUT', '/files/1?offset=0')).toBe(200)
  expect(await slow('POST', '/w/acme/channels').catch(() => 408)).toBe(408)
  expect(took).toEqual([4000, 4000, 2])
})
