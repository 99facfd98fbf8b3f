import type { FaultBody } from '../../shared/errors.ts'
import type { Upload } from '../../shared/file.ts'
import { limits } from '../../shared/limits.ts'
import { Refused } from '../lib/api.ts'

const smallest = 512 * 1024
const tries = 5
const firstDelayMs = 250

/**
 * Sends what is missing of a file, part by part. On a line that breaks, parts become smaller, and the pauses before them longer.
 * @throws Refused, or the signal's reason
 */
export const sendParts = async (
  content: Blob,
  begun: Upload,
  options: {
    signal: AbortSignal
    onProgress: (bytes: number) => void
    resume: () => Promise<Upload>
  },
): Promise<Upload> => {
  let upload = begun
  for (let size = limits.chunkBytes, failures = 0; !upload.file;) {
    options.signal.throwIfAborted()
    const part = content.slice(upload.offset, upload.offset + size)
    try {
      upload = await put(part, upload, options)
      failures = 0
    } catch (error) {
      failures += 1
      if (!(error instanceof Refused) || !mayPass(error.fault) || failures === tries) throw error
      await pause(firstDelayMs * 2 ** failures, options.signal)
      size = Math.max(smallest, size / 2)
      upload = await options.resume()
    }
  }
  return upload
}

/** A conflict is a part that stands elsewhere by now: the server tells where to go on. */
const mayPass = ({ code }: FaultBody) => code === 'unavailable' || code === 'conflict'

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    setTimeout(resolve, ms)
    addEventListener('online', () => resolve(), { once: true, signal })
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })

/** `fetch` does not tell how much of a body has left: this is what XMLHttpRequest is still good for. */
const put = (
  part: Blob,
  { id, offset }: Upload,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (bytes: number) => void },
): Promise<Upload> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    request.open('PUT', `/files/${id}?offset=${offset}`)
    request.responseType = 'json'
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = ({ loaded }) => onProgress(offset + loaded)
    request.onload = () => {
      const answer: unknown = request.response
      if (request.status === 200) resolve(answer as Upload)
      else reject(new Refused(isFault(answer) ? answer : undefined))
    }
    request.onerror = () => reject(new Refused())
    request.onabort = () => reject(signal.reason as Error)
    request.onloadend = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort)
    request.send(part)
  })

const isFault = (answer: unknown): answer is FaultBody =>
  answer !== null && typeof answer === 'object' && 'code' in answer && 'message' in answer
