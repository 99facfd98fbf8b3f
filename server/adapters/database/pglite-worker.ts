import { PGlite } from '@electric-sql/pglite'
import { parentPort, workerData } from 'node:worker_threads'

/** Runs PGlite off the main thread: in it, every query would stop the event loop. Speaks PostgreSQL's wire protocol, one message in, one out. */
const { directory, dump } = workerData as { directory: string | null; dump: Uint8Array | null }
const port = parentPort
if (!port) throw new Error('pglite-worker.ts runs as a worker thread only')

const pg = await PGlite.create({
  ...(directory === null ? {} : { dataDir: directory }),
  ...(dump === null ? {} : { loadDataDir: new Blob([dump as Uint8Array<ArrayBuffer>]) }),
})

type Request = { kind: 'wire'; bytes: Uint8Array } | { kind: 'dump' } | { kind: 'close' }

/**
 * What the database says to a message of the protocol. As a stream, for `execProtocolRaw` parses each answer as well: of two thousand
 * rows that takes ten times as long as the question.
 */
const ask = async (message: Uint8Array): Promise<Uint8Array<ArrayBuffer>> => {
  const parts: Uint8Array<ArrayBuffer>[] = []
  // Each part is a view into the database's memory, which the next one writes over.
  await pg.execProtocolRawStream(message, { onRawData: (part) => parts.push(new Uint8Array(part)) })
  const [only] = parts
  if (only && parts.length === 1) return only
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const answer = async (request: Request) => {
  switch (request.kind) {
    case 'wire':
      return { kind: 'wire', bytes: await ask(request.bytes) }
    case 'dump':
      return {
        kind: 'dump',
        bytes: new Uint8Array(await (await pg.dumpDataDir('none')).arrayBuffer()),
      }
    case 'close':
      await pg.close()
      return { kind: 'closed', bytes: null }
  }
}

let tail: Promise<unknown> = Promise.resolve()
port.on('message', (request: Request) => {
  tail = tail.then(async () => {
    try {
      const reply = await answer(request)
      port.postMessage(reply, reply.bytes ? [reply.bytes.buffer] : [])
    } catch (error) {
      port.postMessage({ kind: 'failed', reason: String(error) })
    }
  })
})
port.postMessage({ kind: 'ready' })
