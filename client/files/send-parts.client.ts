import type { FaultBody } from '../../shared/errors.ts'
import { FaultBody as Fault } from '../../shared/errors.ts'
import type { Upload } from '../../shared/file.ts'
import { Upload as Answer } from '../../shared/file.ts'
import { limits } from '../../shared/limits.ts'

const smallest = 512 * 1024

/** A part that did not arrive: what the server says against it, or null where it did not answer. */
export class PartFailed extends Error {
  readonly fault: FaultBody | null
  constructor(fault: FaultBody | null) {
    super(fault?.message ?? 'the connection broke')
    this.fault = fault
  }
}

/**
 * Sends what is missing of a file, part by part. On a line that breaks, parts become smaller.
 * @throws PartFailed, or the signal's reason
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
      if (
        !(error instanceof PartFailed) ||
        (error.fault && error.fault.code !== 'conflict') ||
        failures === 4
      )
        throw error
      failures += 1
      size = Math.max(smallest, size / 2)
      upload = await options.resume()
    }
  }
  return upload
}

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
      if (request.status === 200) resolve(Answer.parse(request.response))
      else reject(new PartFailed(Fault.safeParse(request.response).data ?? null))
    }
    request.onerror = () => reject(new PartFailed(null))
    request.onabort = () => reject(signal.reason as Error)
    request.onloadend = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort)
    request.send(part)
  })
