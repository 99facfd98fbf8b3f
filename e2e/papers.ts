import type { Locator, Page } from '@playwright/test'

/** A file as a browser's field takes it. */
export interface Paper {
  name: string
  mimeType: string
  buffer: Buffer
}

/** What a composer is about to send. */
export const trayOf = (page: Page): Locator => page.getByRole('list', { name: 'Files to send' })

/** Picks files with the composer's button. */
export const attach = (page: Page, ...papers: Paper[]): Promise<void> =>
  page.getByLabel('Attach files').and(page.locator('input')).first().setInputFiles(papers)

export const textFile = (name: string, text: string): Paper => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
})

/** What the page looks like now. */
export const pictureOf = async (page: Page, name: string): Promise<Paper> => ({
  name,
  mimeType: 'image/png',
  buffer: await page.screenshot({ clip: { x: 0, y: 0, width: 600, height: 400 } }),
})

/** The page, printed. */
export const printOf = async (page: Page, name: string): Promise<Paper> => ({
  name,
  mimeType: 'application/pdf',
  buffer: await page.pdf(),
})

/** A second of silence. */
export const silence = (name: string): Paper => {
  const rate = 8000
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + rate, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36)
  header.writeUInt32LE(rate, 40)
  return { name, mimeType: 'audio/wav', buffer: Buffer.concat([header, Buffer.alloc(rate, 128)]) }
}

/** Some frames, recorded by the browser itself. */
export const filmOf = async (page: Page, name: string): Promise<Paper> => {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('2d')
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' })
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => parts.push(data)
    const stopped = new Promise((resolve) => (recorder.onstop = resolve))
    recorder.start()
    for (let frame = 0; frame < 10; frame += 1) {
      context?.fillRect(frame * 9, 0, 9, 99)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    recorder.stop()
    await stopped
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())]
  })
  return { name, mimeType: 'video/webm', buffer: Buffer.from(bytes) }
}

/** Drops files on a place, or pastes them into it, as a browser tells of it. */
export const give = async (to: Locator, how: 'drop' | 'paste', ...papers: Paper[]) => {
  const given = papers.map(({ buffer, ...rest }) => ({ ...rest, text: buffer.toString('latin1') }))
  const data = await to.page().evaluateHandle((all) => {
    const transfer = new DataTransfer()
    for (const { name, mimeType, text } of all) {
      const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
      transfer.items.add(new File([bytes], name, { type: mimeType }))
    }
    return transfer
  }, given)
  if (how === 'drop') {
    await to.dispatchEvent('dragover', { dataTransfer: data })
    await to.dispatchEvent('drop', { dataTransfer: data })
  } else
    await to.evaluate((element, clipboardData) => {
      element.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      )
    }, data)
}
