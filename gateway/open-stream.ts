import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Head } from './raw-http.ts'
import { parseHead } from './raw-http.ts'
import type { Upstream } from './upstreams.ts'

export type Opened = Head & { socket: Socket }

/**
 * Connects to an upstream, sends the request and waits for the head of its answer, for at most the times given in milliseconds.
 * @returns the answer so far with its socket, paused; else whether nobody listened there, or something else went wrong
 */
export const openStream = (
  { host, port }: Upstream,
  request: string,
  connectMs: number,
  answerMs: number,
  signal: AbortSignal,
): Promise<Opened | 'refused' | 'failed'> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true })
    let bytes = Buffer.alloc(0)
    let refused = false
    const give = (head: Head | null) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', fail)
      socket.off('data', onData)
      socket.off('close', fail)
      if (head) socket.pause()
      else socket.destroy()
      resolve(head ? { ...head, socket } : refused ? 'refused' : 'failed')
    }
    const fail = () => give(null)
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      const head = parseHead(bytes)
      if (head !== undefined) give(head)
    }
    let timer = setTimeout(fail, connectMs)
    socket.on('data', onData)
    socket.once('close', fail)
    // It is followed by 'close', which decides.
    socket.on('error', () => (refused = socket.connecting))
    socket.once('connect', () => {
      clearTimeout(timer)
      timer = setTimeout(fail, answerMs)
      socket.write(request, 'latin1')
    })
    signal.addEventListener('abort', fail)
    if (signal.aborted) fail()
  })
