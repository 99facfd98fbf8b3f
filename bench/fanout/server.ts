import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createHub } from '../../server/notify/hub.ts'
import { socketOutlet } from '../../server/notify/outlet.ts'
import { createPulse, tickMs } from '../../server/notify/pulse.ts'
import type { ChatEvent } from '../../shared/events.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'

/* The measured side of the bench, in a process of its own: `node bench/fanout/server.ts notify|bare`. */

/** What the parent asks: send so many events, so many a second. */
export interface Order {
  events: number
  perSecond: number
}
export type Report =
  | { type: 'listening'; port: number }
  /** CPU time of this process while it sent, in µs, and the bytes of the events for each subscriber. */
  | { type: 'sent'; cpu: number; bytes: number }

const chatId = newId<ChatId>()
const sender = { id: newId<UserId>(), name: 'Ada Lovelace', isBot: false }
const event = (seq: number): ChatEvent => ({
  v: 1,
  id: String(seq),
  type: 'message.sent',
  at: new Date().toISOString(),
  workspaceId: newId<WorkspaceId>(),
  chatId,
  seq,
  sender,
  message: {
    id: newId<MessageId>(),
    chatId,
    seq,
    senderId: sender.id,
    body: 'The lighthouse opens on Friday',
    mentions: [],
    files: [],
    reactions: [],
    pinned: false,
    rev: 1,
    threadId: null,
    alsoToChannel: false,
    thread: null,
    calls: null,
    quote: null,
    emote: false,
    silent: false,
    notice: null,
    createdAt: new Date().toISOString(),
    editedAt: null,
    deletedAt: null,
  },
})

interface Way {
  join: (response: ServerResponse) => void
  /** @returns the bytes for each subscriber */
  send: (event: ChatEvent) => number
}
const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform' }
const frame = (event: ChatEvent) =>
  Buffer.from(`data: ${JSON.stringify(event)}\nid: bench-${event.seq}\n\n\n`)

const ways: Record<string, () => Way> = {
  /** The write path of the role notify: hub, outlet, pulse. */
  notify: () => {
    const hub = createHub({ epoch: 'bench', position: 0 })
    const pulse = createPulse()
    setInterval(() => pulse.tick(performance.now()), tickMs)
    return {
      join: (response) => {
        response.removeHeader('Transfer-Encoding')
        response.writeHead(200, { ...headers, Connection: 'close' }).flushHeaders()
        const { socket } = response
        if (!socket) return
        const outlet = socketOutlet(
          socket,
          (slow) => pulse.waiting(slow),
          () => {},
        )
        const connection = hub.open({ userId: newId<UserId>(), sessionId: 'bench' }, outlet)
        socket.once('close', () => hub.close(connection))
        pulse.add(outlet)
        hub.enter(connection, { chats: [{ id: chatId, from: 1 }], places: [] }, 0)
      },
      send: (event) => {
        hub.deliver({ position: event.seq, event })
        return frame(event).length
      },
    }
  },
  /** The least that node:http can do: one buffer, written to each response. */
  bare: () => {
    const responses = new Set<ServerResponse>()
    return {
      join: (response) => {
        response.writeHead(200, headers).flushHeaders()
        responses.add(response)
        response.once('close', () => responses.delete(response))
      },
      send: (event) => {
        const bytes = frame(event)
        for (const response of responses) response.write(bytes)
        return bytes.length
      },
    }
  },
}

const way = ways[process.argv[2] ?? '']?.()
if (!way) throw new Error(`give one of ${Object.keys(ways).join(', ')}`)
const tell = (report: Report) => process.send?.(report)
const server = createServer((_, response) => way.join(response))
server.listen(0, '127.0.0.1', () =>
  tell({ type: 'listening', port: (server.address() as AddressInfo).port }),
)
let seq = 0
process.on('message', (order: Order) => {
  void (async () => {
    const before = process.cpuUsage()
    let bytes = 0
    for (let n = 0; n < order.events; n += 1) {
      bytes += way.send(event((seq += 1)))
      await pause(1000 / order.perSecond)
    }
    const { user, system } = process.cpuUsage(before)
    tell({ type: 'sent', cpu: user + system, bytes })
  })()
})
process.once('disconnect', () => process.exit())
