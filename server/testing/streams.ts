import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { StreamEvent } from '../../shared/events.ts'

/** One frame as it came over the wire. */
export interface Frame {
  event: string
  data: string
  id: string
}

export interface OpenStream extends Disposable {
  status: number
  headers: IncomingMessage['headers']
  /** Everything received so far. */
  text: () => string
  events: () => StreamEvent[]
  lastId: () => string | undefined
  /** Resolves with the first event, past or to come, that fits. */
  event: <T extends StreamEvent['type']>(
    type: T,
    fits?: (event: Extract<StreamEvent, { type: T }>) => boolean,
  ) => Promise<Extract<StreamEvent, { type: T }>>
  /** Resolves when the server has closed it, with the milliseconds that took. */
  closed: Promise<number>
  local: () => AddressInfo['port']
}

/** Reads an event stream from a socket, byte by byte as it comes. */
export const openStream = (
  port: number,
  {
    token,
    headers = {},
    path = '/sse',
  }: { token?: string; headers?: Record<string, string>; path?: string } = {},
): Promise<OpenStream> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const asking = request({
      port,
      host: '127.0.0.1',
      path,
      agent: false,
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    })
    asking.once('error', reject)
    asking.once('response', (response) => {
      asking.off('error', reject)
      let text = ''
      const watchers = new Set<() => void>()
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
        for (const look of watchers) look()
      })
      response.on('error', () => {})
      asking.on('error', () => {})
      const closed = new Promise<number>((done) => {
        response.once('close', () => done(performance.now() - startedAt))
      })
      const events = () =>
        framesOf(text).flatMap(({ event, data }) =>
          event === 'message' ? [JSON.parse(data) as StreamEvent] : [],
        )
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: () => text,
        events,
        lastId: () =>
          framesOf(text)
            .filter(({ id }) => id !== '')
            .at(-1)?.id,
        event: (type, fits = () => true) =>
          new Promise((done) => {
            const look = () => {
              const found = events().find(
                (event): event is Extract<StreamEvent, { type: typeof type }> =>
                  event.type === type && fits(event as Extract<StreamEvent, { type: typeof type }>),
              )
              if (!found) return
              watchers.delete(look)
              done(found)
            }
            watchers.add(look)
            look()
          }),
        closed,
        local: () => response.socket.localPort ?? 0,
        [Symbol.dispose]: () => asking.destroy(),
      })
    })
    asking.end()
  })

/** The complete frames in a text. */
export const framesOf = (text: string): Frame[] =>
  text
    .split(/\n\n+/)
    .slice(0, -1)
    .map((block) => {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? ''
      return { event: field('event') || 'message', data: field('data'), id: field('id') }
    })
    .filter(({ data, event }) => data !== '' || event !== 'message')
