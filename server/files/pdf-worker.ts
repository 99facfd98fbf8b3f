import { parentPort, workerData } from 'node:worker_threads'
import { getDocumentProxy } from 'unpdf'

const { bytes, most } = workerData as { bytes: Uint8Array; most: number }

const pdf = await getDocumentProxy(new Uint8Array(bytes))
let text = ''
for (let page = 1; page <= pdf.numPages && text.length < most; page += 1) {
  const { items } = await (await pdf.getPage(page)).getTextContent()
  for (const item of items) if ('str' in item) text += item.str + (item.hasEOL ? '\n' : '')
  text += '\n'
}
parentPort?.postMessage(text.slice(0, most))
