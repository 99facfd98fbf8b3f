import { getDocumentProxy } from 'unpdf'

export type Asked = { bytes: Uint8Array } | { page: number; width: number }
export type Drawn = { pages: number } | { page: number; bitmap: ImageBitmap }

/** What pages are drawn on where there is no document. */
class Canvases {
  create(width: number, height: number) {
    const canvas = new OffscreenCanvas(width, height)
    return { canvas, context: canvas.getContext('2d') }
  }
  reset({ canvas }: { canvas: OffscreenCanvas }, width: number, height: number) {
    Object.assign(canvas, { width, height })
  }
  destroy({ canvas }: { canvas: OffscreenCanvas }) {
    Object.assign(canvas, { width: 0, height: 0 })
  }
}

/** Filters are elements of a document: a page is drawn without them. */
class Filters {
  addFilter() {
    return 'none'
  }
  addHCMFilter() {
    return 'none'
  }
  addAlphaFilter() {
    return 'none'
  }
  addLuminosityFilter() {
    return 'none'
  }
  addHighlightHCMFilter() {
    return 'none'
  }
  destroy() {}
}

let opening: ReturnType<typeof getDocumentProxy>
const tell = (drawn: Drawn, ...moved: Transferable[]) => postMessage(drawn, { transfer: moved })

const draw = async (number: number, width: number) => {
  const page = await (await opening).getPage(number)
  const scale = width / page.getViewport({ scale: 1 }).width
  const viewport = page.getViewport({ scale })
  const canvas = new OffscreenCanvas(width, Math.ceil(viewport.height))
  const context = canvas.getContext('2d')
  if (!context) throw new Error('there is no canvas')
  // The library names the types of a page; what it uses of them is the same here.
  const surface = context as unknown as CanvasRenderingContext2D
  await page.render({ canvas: null, canvasContext: surface, viewport }).promise
  const bitmap = canvas.transferToImageBitmap()
  tell({ page: number, bitmap }, bitmap)
}

// One after the other: a page that was asked for early is read early.
let last: Promise<unknown> = Promise.resolve()
addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  last = last.then(async () => {
    if ('page' in data) return draw(data.page, data.width)
    opening = getDocumentProxy(data.bytes, {
      CanvasFactory: Canvases,
      FilterFactory: Filters,
      disableFontFace: true,
      isEvalSupported: false,
    })
    tell({ pages: (await opening).numPages })
  })
  // An error that nobody catches is what the page hears of.
  last.catch((error: unknown) => reportError(error))
})
