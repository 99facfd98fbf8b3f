import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Order, Report } from './fanout/server.ts'

/*
 * What an event costs that is delivered to one more subscriber: CPU-µs of the server process, for the write path of notify and for bare
 * writes of a shared buffer with node:http, interleaved in one run, over real sockets. No byte may be lost.
 */
const subscribers = [200, 1_000]
const rounds = 3
const perSecond = 40
const events = 50
const names = ['notify', 'bare'] as const

const startServer = async (name: string) => {
  const child = fork(fileURLToPath(new URL('fanout/server.ts', import.meta.url)), [name])
  const next = async () => ((await once(child, 'message')) as [Report])[0]
  const listening = await next()
  if (listening.type !== 'listening') throw new Error('the server did not start')
  return {
    port: listening.port,
    order: (order: Order) => {
      child.send(order)
      return next()
    },
    stop: () => child.disconnect(),
  }
}

/** Subscribers that count what they receive. */
const subscribe = async (port: number, count: number) => {
  let received = 0
  const sockets = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write('GET /sse HTTP/1.1\r\nHost: bench\r\n\r\n')
      const [head] = (await once(socket, 'data')) as [Buffer]
      if (!head.includes('200 OK')) throw new Error('refused')
      socket.on('data', (bytes) => {
        received += bytes.length
      })
      return socket
    }),
  )
  return {
    received: () => received,
    close: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

const measure = async (name: string, count: number): Promise<number> => {
  const server = await startServer(name)
  const people = await subscribe(server.port, count)
  await server.order({ events: 20, perSecond: 100 })
  const before = people.received()
  const report = await server.order({ events, perSecond })
  if (report.type !== 'sent') throw new Error('unexpected report')
  const expected = report.bytes * count
  const deadline = performance.now() + 5_000
  while (people.received() - before < expected && performance.now() < deadline)
    await new Promise((resolve) => setImmediate(resolve))
  if (people.received() - before < expected) throw new Error(`${name} lost bytes`)
  people.close()
  server.stop()
  return report.cpu / (events * count)
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

console.log(
  `${events} events of a message at ${perSecond}/s, medians of ${rounds} interleaved rounds`,
)
for (const count of subscribers) {
  const results = { notify: [] as number[], bare: [] as number[] }
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) results[name].push(await measure(name, count))
  const [ours, bare] = [median(results.notify), median(results.bare)]
  console.log(
    `${String(count).padStart(5)} subscribers: notify ${ours.toFixed(1)} CPU-µs per delivered event, bare node:http ${bare.toFixed(1)}, ratio ${(ours / bare).toFixed(2)}`,
  )
}
process.exit()
