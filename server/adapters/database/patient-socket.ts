import type { Socket } from 'node:net'
import { connect } from 'node:net'

/**
 * A socket that tells of its close only when the driver has nothing left to flush. postgres.js 3.4.9 gathers writes until the end of
 * the turn; a close in between leaves that connection unable to write its next greeting, for many timeouts (the family of
 * https://github.com/porsager/postgres/issues/1208). Told inside a write, or a turn later without one, it recovers at once.
 * @param options what the driver has parsed: one host, or the path of a Unix socket
 */
export const patientSocket = (options: {
  host: readonly string[]
  port: readonly number[]
  path?: string | false
}): Socket => {
  const [host, port] = [options.host[0] ?? 'localhost', options.port[0] ?? 5432]
  const socket = options.path ? connect(options.path) : connect({ host, port })
  const emit = socket.emit.bind(socket)
  const write = socket.write.bind(socket)
  let open = false
  let closed = false
  let told = false
  const tell = () => {
    if (told) return
    told = true
    // After an error the driver takes all queries for rejected; here one may have come since.
    emit('close', !open)
  }
  return Object.assign(socket, {
    emit: (event: string, ...args: unknown[]) => {
      if (event === 'connect') open = true
      if (event !== 'close') return emit(event, ...args)
      closed = true
      setImmediate(() => setImmediate(tell))
      return true
    },
    write: (...args: Parameters<typeof write>) => {
      if (!closed) return write(...args)
      tell()
      return false
    },
  })
}
