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

const answer = async (request: Request) => {
  switch (request.kind) {
    case 'wire':
      // A copy of its own: the answer is a view into a large buffer, and a message would carry all of that.
      return { kind: 'wire', bytes: new Uint8Array(await pg.execProtocolRaw(request.bytes)) }
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
