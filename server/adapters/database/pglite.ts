import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import postgres from 'postgres'
import type { Db } from '../../db/database.ts'
import { migrateDatabase, typed } from '../../db/database.ts'
import type { Stop } from '../../ports.ts'
import { lockDirectory } from './directory-lock.ts'
import { guarded } from './guarded-client.ts'

export interface EmbeddedDatabase {
  db: Db
  ping: () => Promise<void>
  /** The whole data directory as a tar, for tests that start from a migrated state. */
  dump: () => Promise<Uint8Array>
  stop: Stop
}

type Reply =
  | { kind: 'ready' }
  | { kind: 'wire'; bytes: Uint8Array }
  | { kind: 'dump'; bytes: Uint8Array }
  | { kind: 'closed' }
  | { kind: 'failed'; reason: string }

/**
 * PostgreSQL in this process: PGlite in a worker thread, reached by the same `postgres` driver as a server, over the wire protocol
 * and on exactly one connection (PGlite has one session).
 * @param directory where the data lives, locked for this process; `null` keeps it in memory
 * @param dump a data directory to start from, for an in-memory database
 * @throws ConfigError when another process holds the directory
 */
export const openPglite = async (
  directory: string | null,
  dump: Uint8Array | null = null,
): Promise<EmbeddedDatabase> => {
  if (directory !== null) mkdirSync(directory, { recursive: true, mode: 0o700 })
  const unlock = directory === null ? () => {} : lockDirectory(directory)
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), {
    workerData: { directory: directory === null ? null : join(directory, 'postgres'), dump },
    // Flags that are meant for the main program, e.g. --input-type, would stop the worker.
    execArgv: [],
  })
  const reply = <K extends Reply['kind']>(kind: K) =>
    new Promise<Extract<Reply, { kind: K }>>((resolve, reject) => {
      const settle = (act: () => void) => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit)
        act()
      }
      const onMessage = (message: Reply) => {
        if (message.kind === kind) settle(() => resolve(message as Extract<Reply, { kind: K }>))
        else if (message.kind === 'failed') settle(() => reject(new Error(message.reason)))
      }
      const onError = (error: Error) => settle(() => reject(error))
      const onExit = (code: number) =>
        settle(() => reject(new Error(`the embedded database stopped with code ${code}`)))
      worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    })
  try {
    await reply('ready')
    const client = postgres({
      max: 1,
      // postgres.js documents `socket` as a function that opens the transport; its types do not list it.
      ...({ socket: () => wire(worker) } as object),
      user: 'postgres',
      database: 'postgres',
      ssl: false,
      idle_timeout: 0,
      max_lifetime: null,
      onnotice: () => {},
    })
    await migrateDatabase(client)
    return {
      db: typed(guarded(client)),
      ping: async () => void (await client`select 1`),
      dump: async () => {
        const dumped = reply('dump')
        worker.postMessage({ kind: 'dump' })
        return (await dumped).bytes
      },
      stop: async () => {
        await client.end({ timeout: 5 })
        const closed = reply('closed')
        worker.postMessage({ kind: 'close' })
        await closed
        await worker.terminate()
        unlock()
      },
    }
  } catch (error) {
    await worker.terminate()
    unlock()
    throw error
  }
}

/**
 * A byte stream to the worker that `postgres` takes for its socket: it writes whole messages only, asks `readyState` before it says
 * goodbye, and waits for `close`.
 */
const wire = (worker: Worker): Duplex => {
  const stream = new Duplex({
    read() {},
    write(chunk: Uint8Array, _encoding, done) {
      // The driver's goodbye stays here: it would end PGlite's only session, and that is the worker's own business.
      if (chunk[0] !== terminateMessage) {
        const bytes = new Uint8Array(chunk)
        worker.postMessage({ kind: 'wire', bytes }, [bytes.buffer])
      }
      done()
    },
    final(done) {
      done()
      stream.destroy()
    },
    destroy(error, done) {
      worker.off('message', onMessage).off('exit', onExit)
      done(error)
    },
  })
  const onMessage = (message: Reply) => {
    if (message.kind === 'wire') stream.push(Buffer.from(message.bytes))
    else if (message.kind === 'failed') stream.destroy(new Error(message.reason))
  }
  const onExit = () => stream.destroy(new Error('the embedded database stopped'))
  worker.on('message', onMessage).on('exit', onExit)
  // A worker that is gone has no thread id any more and would never answer.
  if (worker.threadId === -1) onExit()
  return Object.defineProperty(stream, 'readyState', {
    get: () => (stream.destroyed ? 'closed' : 'open'),
  })
}

/** `X`, Terminate, of PostgreSQL's frontend protocol. */
const terminateMessage = 0x58
