import type { Asked, Drawn } from './pdf-worker.client.ts'

const longestMs = 15_000

export interface PdfPages {
  count: number
  /** Draws a page, counted from 1, so many pixels wide. */
  draw: (page: number, width: number) => Promise<ImageBitmap>
  close: () => void
}

/**
 * Opens a PDF in a thread of its own, which draws its pages: nothing in it can run or reach this page, and a document that keeps its
 * reader busy is given up. @throws when it cannot be read
 */
export const openPdf = async (bytes: Uint8Array): Promise<PdfPages> => {
  const worker = new Worker(new URL('./pdf-worker.client.ts', import.meta.url), { type: 'module' })
  const ask = <D extends Drawn>(asked: Asked, isAnswer: (drawn: Drawn) => drawn is D) =>
    new Promise<D>((resolve, reject) => {
      const done = new AbortController()
      const { signal } = done
      const end = (act: () => void) => {
        clearTimeout(timer)
        done.abort()
        act()
      }
      const fail = (why: string) => {
        end(() => reject(new Error(why)))
        worker.terminate()
      }
      const timer = setTimeout(() => fail('drawing took too long'), longestMs)
      worker.addEventListener('error', ({ message }) => fail(message), { signal })
      worker.addEventListener(
        'message',
        ({ data }: MessageEvent<Drawn>) => {
          if (isAnswer(data)) end(() => resolve(data))
        },
        { signal },
      )
      worker.postMessage(asked)
    })

  const { pages } = await ask({ bytes }, (drawn) => 'pages' in drawn)
  return {
    count: pages,
    draw: async (page, width) => {
      const drawn = await ask(
        { page, width },
        (one): one is Extract<Drawn, { page: number }> => 'page' in one && one.page === page,
      )
      return drawn.bitmap
    },
    close: () => worker.terminate(),
  }
}
