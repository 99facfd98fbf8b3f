import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { ServerResponse } from 'node:http'
import { EventSource } from 'eventsource'
import { expect, test, vi } from 'vitest'
import type { Backend } from './testing.ts'
import { ask, backend, nowhere, testGateway } from './testing.ts'

const frame = 'data: {"kind":"message.sent","body":"hé ☂"}\nid: 7\n\n\n'

/** A notify server whose streams stay open; `write` sends to all of them. */
const notifyServer = async (port = 0): Promise<Backend & { write: (text: string) => void }> => {
  const open = new Set<ServerResponse>()
  const server = await backend(
    (_, response) => {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      })
      response.write('event: connected\ndata: {}\n\n\n')
      open.add(response)
      response.once('close', () => open.delete(response))
    },
    { port },
  )
  return { ...server, write: (text) => open.forEach((response) => response.write(text)) }
}

/** The raw bytes that a client hears. */
const listen = (port: number, headers = '', path = '/sse') => {
  const socket: Socket = connect(port, '127.0.0.1', () =>
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`),
  )
  const heard = { text: '', closed: false, socket }
  socket.setEncoding('utf8')
  socket.on('data', (part: string) => (heard.text += part))
  socket.on('error', () => undefined)
  socket.once('close', () => (heard.closed = true))
  return heard
}

/** What a body says without its chunks (RFC 9112 §7.1). */
const dechunked = (text: string) => {
  let bytes = Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4))
  const parts: Buffer[] = []
  for (;;) {
    const end = bytes.indexOf('\r\n')
    const size = parseInt(bytes.toString('latin1', 0, end), 16)
    if (end < 0 || !size) return Buffer.concat(parts).toString()
    parts.push(bytes.subarray(end + 2, end + 2 + size))
    bytes = bytes.subarray(end + size + 4)
  }
}

test('a stream passes byte by byte, at once, with our headers and its own', async () => {
  await using notify = await notifyServer()
  await using gateway = await testGateway({ NOTIFY_URLS: notify.url })
  const ada = listen(gateway.port, 'Last-Event-ID: 41\r\nX-Forwarded-For: 6.6.6.6\r\n', '/sse?a=1')
  await vi.waitUntil(() => ada.text.includes('connected'))
  notify.write(frame)
  await vi.waitUntil(() => ada.text.includes('☂'))
  notify.write(frame)
  await vi.waitUntil(() => dechunked(ada.text).split('☂').length === 3)
  expect(dechunked(ada.text)).toBe('event: connected\ndata: {}\n\n\n' + frame + frame)
  const head = ada.text.slice(0, ada.text.indexOf('\r\n\r\n'))
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(head).toContain('content-type: text/event-stream')
  expect(head).toContain('cache-control: no-cache, no-transform')
  expect(head).toContain('x-content-type-options: nosniff')
  expect(head).toContain('ratelimit-limit')
  expect(head).not.toContain('content-encoding')
  expect(notify.seen[0]).toMatchObject({
    url: '/sse?a=1',
    headers: { 'last-event-id': '41', 'x-forwarded-for': '127.0.0.1' },
  })
  ada.socket.destroy()
})

test('an EventSource comes back by itself after its notify server was killed', async () => {
  const first = await notifyServer()
  await using gateway = await testGateway({ NOTIFY_URLS: first.url })
  const source = new EventSource(`http://127.0.0.1:${gateway.port}/sse`)
  const heard: string[] = []
  source.addEventListener('connected', () => heard.push('connected'))
  source.onmessage = ({ lastEventId }) => heard.push(lastEventId)
  await vi.waitUntil(() => heard.length === 1)
  first.write('retry: 10\n' + frame)
  await vi.waitUntil(() => heard.length === 2)
  await first.kill()
  await vi.waitUntil(() => source.readyState === EventSource.CONNECTING)
  await using second = await notifyServer(first.port)
  await vi.waitUntil(() => heard.length === 3, 10_000)
  expect(heard).toEqual(['connected', '7', 'connected'])
  expect(second.seen[0]?.headers['last-event-id']).toBe('7')
  source.close()
})

test('a stream is held until a notify server is there', async () => {
  const gone = await notifyServer()
  await gone.kill()
  await using gateway = await testGateway({ NOTIFY_URLS: gone.url })
  const ada = listen(gateway.port)
  await vi.waitUntil(async () =>
    (await ask(gateway.port, '/metrics')).text.includes(
      'fechatter_gateway_upstream_state{upstream="notify-1"} 0\n',
    ),
  )
  expect(ada).toMatchObject({ text: '', closed: false })
  await using notify = await notifyServer(gone.port)
  await vi.waitUntil(() => ada.text.includes('connected'))
  expect(notify.seen.length).toBe(1)
  ada.socket.destroy()
})

test('a held stream is cut without a word when nobody comes', async () => {
  await using gateway = await testGateway({ NOTIFY_URLS: nowhere }, { hold: 50 })
  const ada = listen(gateway.port)
  await vi.waitUntil(() => ada.closed)
  expect(ada.text).toBe('')
})

test('5xx of a notify server never reaches a stream, 4xx does', async () => {
  let status = 503
  await using notify = await backend((_, response) => response.writeHead(status).end('{}'))
  await using gateway = await testGateway({ NOTIFY_URLS: notify.url })
  const ada = listen(gateway.port)
  await vi.waitUntil(() => notify.seen.length >= 2)
  expect(ada).toMatchObject({ text: '', closed: false })
  status = 401
  await vi.waitUntil(() => ada.closed)
  expect(ada.text).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/)
  expect(ada.text).toMatch(/\{\}/)
})

test('streams go to the notify server with the fewest, and leave nothing behind', async () => {
  await using one = await notifyServer()
  await using two = await notifyServer()
  await using gateway = await testGateway({ NOTIFY_URLS: `${one.url},${two.url}` })
  const all = Array.from({ length: 6 }, () => listen(gateway.port))
  await vi.waitUntil(() => all.every(({ text }) => text.includes('connected')))
  expect([one.seen.length, two.seen.length]).toEqual([3, 3])
  const metrics = async () => (await ask(gateway.port, '/metrics')).text
  expect(await metrics()).toContain('fechatter_gateway_streams 6')
  all.forEach(({ socket }) => socket.destroy())
  await vi.waitUntil(async () => (await metrics()).includes('fechatter_gateway_streams 0'))
  expect(await metrics()).toContain('fechatter_gateway_upstream_active{upstream="notify-1"} 0')
})

test('a network may open so many streams and no more', async () => {
  await using notify = await notifyServer()
  await using gateway = await testGateway({ NOTIFY_URLS: notify.url, LIMIT_STREAMS: '2' })
  const [ada, bo] = [listen(gateway.port), listen(gateway.port)]
  await vi.waitUntil(() => [ada, bo].every(({ text }) => text.includes('connected')))
  const third = await ask(gateway.port, '/sse')
  expect(third.status).toBe(429)
  expect(third.headers['retry-after']).toBe('60')
  ada.socket.destroy()
  await vi.waitUntil(async () =>
    (await ask(gateway.port, '/metrics')).text.includes('fechatter_gateway_streams 1'),
  )
  const cleo = listen(gateway.port)
  await vi.waitUntil(() => cleo.text.includes('connected'))
  bo.socket.destroy()
  cleo.socket.destroy()
})

test('nothing else may be asked on a connection that carries a stream', async () => {
  await using notify = await notifyServer()
  await using gateway = await testGateway({ NOTIFY_URLS: notify.url })
  const ada = listen(gateway.port)
  await vi.waitUntil(() => ada.text.includes('connected'))
  ada.socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await vi.waitUntil(() => ada.closed)
  expect(ada.text).not.toContain('gateway')
})

test('a stream whose notify server breaks off is cut', async () => {
  const open = Promise.withResolvers<Socket>()
  await using notify = await backend((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    open.resolve(request.socket)
  })
  await using gateway = await testGateway({ NOTIFY_URLS: notify.url })
  const ada = listen(gateway.port)
  await vi.waitUntil(() => ada.text.includes('data: 1'))
  ;(await open.promise).resetAndDestroy()
  await vi.waitUntil(() => ada.closed)
  expect(ada.text).not.toMatch(/\r\n0\r\n/)
})
