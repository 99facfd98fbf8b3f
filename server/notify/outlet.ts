import type { Socket } from 'node:net'
import { limits } from '../../shared/limits.ts'
import type { Outlet } from './connection.ts'

export interface SocketOutlet extends Outlet {
  readonly socket: Pick<Socket, 'write' | 'writableLength' | 'destroy' | 'destroySoon'>
  /** Since when bytes have been waiting, in milliseconds of a steady clock; null while none are. */
  waitingSince: number | null
}

/** How long an ended stream may take to send its last bytes, in milliseconds. */
const endingMs = 1_000

/**
 * Writes to a socket directly: the same buffer to many, no framing, no queue besides the socket's own. A client that leaves more than
 * `limits.streamBufferBytes` unread is cut; it comes back by its last id.
 * @param onWaiting told when the socket took bytes that it could not send at once
 * @param onEviction told when the stream is cut for being slow
 */
export const socketOutlet = (
  socket: SocketOutlet['socket'],
  onWaiting: (outlet: SocketOutlet) => void,
  onEviction: () => void,
): SocketOutlet => {
  const outlet: SocketOutlet = {
    socket,
    waitingSince: null,
    write: (bytes) => {
      if (socket.write(bytes)) return
      if (socket.writableLength > limits.streamBufferBytes) {
        onEviction()
        socket.destroy()
      } else onWaiting(outlet)
    },
    end: () => {
      socket.destroySoon()
      if (socket.writableLength > 0) setTimeout(() => socket.destroy(), endingMs).unref()
    },
    behind: () => socket.writableLength > 0,
  }
  return outlet
}
