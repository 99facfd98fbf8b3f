import fc from 'fast-check'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { StreamEvent } from '../../shared/events.ts'
import type { ChatId, UserId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { openEvents } from './events.client.ts'
import type { EventsOptions } from './events.client.ts'
import { readFrames } from './stream-frames.ts'

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 })

const chatId = newId<ChatId>()
const userId = newId<UserId>()
const read = (readSeq: number): StreamEvent => ({
  v: 1,
  id: `${readSeq}`,
  at: '2026-11-23T09:00:00.000Z',
  type: 'read.moved',
  userId,
  chatId,
  readSeq,
})
const frame = (id: string, event: StreamEvent) => `data: ${JSON.stringify(event)}\nid: ${id}\n\n\n`
const opening = 'retry: 1000\n\nevent: connected\ndata: {}\n\n\n'

test('frames are read however the network cuts them', () => {
  const text = [opening, frame('e-1', read(1)), 'event: ping\ndata: \n\n\n', frame('e-2', read(2))]
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 600 })), (cuts) => {
      const whole = text.join('')
      const edges = [0, ...cuts, whole.length].sort((a, b) => a - b)
      const got: [string, StreamEvent][] = []
      const frames = readFrames((event, id) => got.push([id, event]))
      edges.forEach((edge, n) => frames.take(whole.slice(edge, edges[n + 1] ?? whole.length)))
      expect(got).toEqual([
        ['e-1', read(1)],
        ['e-2', read(2)],
      ])
    }),
  )
})

/** A server of streams that keeps what was said, and goes on after the id that a stream brings. */
const streamServer = async () => {
  const open = new Map<ServerResponse, IncomingMessage>()
  const asked: (string | undefined)[] = []
  const log: number[] = []
  const state = { status: 200 }
  const server = createServer((request, response) => {
    asked.push(request.headers['last-event-id'] as string | undefined)
    if (state.status !== 200) {
      response.writeHead(state.status).end('{}')
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(opening)
    const after = Number(asked.at(-1)?.split('-')[1] ?? log.length)
    for (const n of log.slice(after)) response.write(frame(`e-${n}`, read(n)))
    response.write(frame(`e-${log.length}`, { type: 'stream.ready' }))
    open.set(response, request)
    response.once('close', () => open.delete(response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const response of open.keys()) response.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sse`,
    asked,
    state,
    cut,
    open: () => open.size,
    say: () => {
      log.push(log.length + 1)
      for (const response of open.keys()) response.write(frame(`e-${log.length}`, read(log.length)))
      return log.length
    },
    stop: () =>
      new Promise<void>((resolve) => {
        cut()
        server.close(() => resolve())
      }),
  }
}

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const scene = async () => {
  const server = await streamServer()
  ends.push(server.stop)
  const scope = newId()
  const tab = (options: Partial<EventsOptions> = {}) => {
    const heard: number[] = []
    const states: string[] = []
    const notices: string[] = []
    let wake = () => {}
    const events = openEvents({
      url: server.url,
      scope,
      onEvent: (event) => {
        if (event.type === 'read.moved') heard.push(event.readSeq)
        else notices.push(event.type)
      },
      onState: (state) => states.push(state),
      wakeUps: (callback) => {
        wake = callback
        return () => {}
      },
      backoffMs: () => 20,
      ...options,
    })
    ends.push(events.close)
    return { heard, states, notices, close: events.close, hurry: events.hurry, wake: () => wake() }
  }
  return { server, tab }
}

test('all tabs of a browser share one stream; when its tab closes, another goes on without a gap', async () => {
  const { server, tab } = await scene()
  const first = tab()
  await eventually(() => first.states.at(-1)).toBe('live')
  const others = [tab(), tab()]
  // They have missed the beginning of the stream, and are told all the same.
  for (const { states, notices } of others) {
    await eventually(() => states).toEqual(['live'])
    expect(notices).toEqual(['stream.ready'])
  }
  server.say()
  for (const { heard } of [first, ...others]) await eventually(() => heard).toEqual([1])
  expect(server.open()).toBe(1)

  // Nobody is let in for a moment, so that something is missed.
  server.state.status = 503
  first.close()
  await eventually(() => server.asked.length).toBeGreaterThan(1)
  server.say()
  server.say()
  server.state.status = 200
  for (const { heard } of others) await eventually(() => heard).toEqual([1, 2, 3])
  expect(new Set(server.asked)).toEqual(new Set([undefined, 'e-1']))
  expect(server.open()).toBe(1)
  expect(first.heard).toEqual([1])
})

test('a break is mended from the last id, whatever the server says meanwhile', async () => {
  const { server, tab } = await scene()
  const ada = tab()
  await eventually(() => ada.states.at(-1)).toBe('live')
  server.say()
  await eventually(() => ada.heard).toEqual([1])
  for (const status of [503, 429, 404]) {
    server.state.status = status
    const before = server.asked.length
    server.cut()
    await eventually(() => server.asked.length).toBeGreaterThan(before + 1)
    expect(ada.states.at(-1)).toBe('reconnecting')
    server.say()
    server.state.status = 200
    await eventually(() => ada.states.at(-1)).toBe('live')
  }
  await eventually(() => ada.heard).toEqual([1, 2, 3, 4])
  expect(ada.notices).toEqual(Array(4).fill('stream.ready'))
})

test('the end of the session is told to all tabs, and nothing is tried any more', async () => {
  const { server, tab } = await scene()
  const first = tab()
  await eventually(() => first.states.at(-1)).toBe('live')
  const second = tab()
  await eventually(() => second.states.at(-1)).toBe('live')
  server.state.status = 401
  server.cut()
  for (const { states } of [first, second]) await eventually(() => states.at(-1)).toBe('signed-out')
  // Each tab may have asked for itself, once.
  const asked = server.asked.length
  expect(asked).toBeLessThanOrEqual(3)
  server.state.status = 200
  const third = tab()
  await eventually(() => third.states.at(-1)).toBe('live')
  expect(server.asked).toHaveLength(asked + 1)
})

test('a wake-up, or a person in any tab, does not wait for the next try', async () => {
  const { server, tab } = await scene()
  server.state.status = 503
  const ada = tab({ backoffMs: () => 1e8 })
  await eventually(() => ada.states.at(-1)).toBe('reconnecting')
  server.state.status = 200
  ada.wake()
  await eventually(() => ada.states.at(-1)).toBe('live')
  const other = tab()
  await eventually(() => other.states).toEqual(['live'])
  server.state.status = 503
  server.cut()
  await eventually(() => other.states.at(-1)).toBe('reconnecting')
  server.state.status = 200
  other.hurry()
  await eventually(() => ada.states.at(-1)).toBe('live')
})

test('a leader that does not answer is replaced', async () => {
  const { server, tab } = await scene()
  const frozen = tab({ beatMs: 1e8 })
  await eventually(() => frozen.states.at(-1)).toBe('live')
  server.say()
  const second = tab({ silenceMs: 50, beatMs: 10 })
  await eventually(() => server.asked).toHaveLength(2)
  await eventually(() => second.states.at(-1)).toBe('live')
  await eventually(() => server.open()).toBe(1)
  server.say()
  for (const { heard } of [frozen, second]) await eventually(() => heard.at(-1)).toBe(2)
})

test('without locks each tab has its own stream', async () => {
  const { server, tab } = await scene()
  const forbidden = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) }
  const tabs = [tab({ locks: forbidden }), tab({ locks: forbidden })]
  for (const { states } of tabs) await eventually(() => states.at(-1)).toBe('live')
  expect(server.open()).toBe(2)
  server.say()
  for (const { heard } of tabs) await eventually(() => heard.length).toBeGreaterThan(0)
  for (const { close } of tabs) close()
  await eventually(() => server.open()).toBe(0)
})
