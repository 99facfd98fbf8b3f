import { Worker } from 'node:worker_threads'

const longestMs = 15_000
const mostMegabytes = 384

/**
 * Reads the text of a PDF up to `most` characters. A document may be made to keep its reader busy for ever: it is read in a thread
 * with bounds on time and memory, which takes no one else with it.
 */
export const readPdf = (bytes: Buffer, most: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
      workerData: { bytes, most },
      resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
      stdout: true,
      stderr: true,
    })
    const timer = setTimeout(() => end(new Error('reading took too long')), longestMs)
    const end = (outcome: string | Error) => {
      clearTimeout(timer)
      void worker.terminate()
      if (typeof outcome === 'string') resolve(outcome)
      else reject(outcome)
    }
    worker.once('message', (text: string) => end(text))
    worker.once('error', (error: unknown) =>
      end(error instanceof Error ? error : new Error(String(error))),
    )
    worker.once('exit', (code) => end(new Error(`the reader ended with ${code}`)))
  })
