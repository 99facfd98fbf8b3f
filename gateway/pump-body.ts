import type { ClientRequest, IncomingMessage } from 'node:http'

/**
 * Streams a request's body to an upstream and counts its bytes, whatever `Content-Length` says. Over the limit it stops and calls
 * `over`; a client that leaves in the middle takes the upstream's request with it.
 */
export const pumpBody = (
  incoming: IncomingMessage,
  request: ClientRequest,
  limit: number,
  over: () => void,
): void => {
  let bytes = 0
  const onDrain = () => incoming.resume()
  const stop = () => {
    incoming.off('data', onData)
    request.off('drain', onDrain)
    // What is still to come is read and dropped, so that the answer can be read.
    incoming.resume()
  }
  const onData = (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > limit) {
      stop()
      over()
    } else if (!request.write(chunk)) incoming.pause()
  }
  incoming.on('data', onData)
  request.on('drain', onDrain)
  request.once('close', stop)
  incoming.once('end', () => request.end())
  incoming.once('close', () => {
    if (!incoming.complete) request.destroy()
  })
}
