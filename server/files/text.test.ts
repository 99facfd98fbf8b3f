import { eq } from 'drizzle-orm'
import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { File } from '../../shared/file.ts'
import { textUrl } from '../../shared/file-urls.ts'
import { limits } from '../../shared/limits.ts'
import { files } from '../db/schema.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { pdfSaying } from '../testing/pdf.ts'
import { headersOf, testWeb, uploaded } from '../testing/web.ts'
import { startFileReader } from './worker.ts'

describe('what a file says', () => {
  let app: TestApp
  let web: Hono
  let world: World
  let ada: Actor
  let stop: () => Promise<void>
  beforeAll(async () => {
    app = await testApp()
    web = testWeb(app.deps)
    stop = await startFileReader(app.deps)
    const story = await app.people('ada')
    world = story.world
    ada = story.actors[0] as Actor
  })
  afterAll(async () => {
    await stop()
    await app[Symbol.asyncDispose]()
  })
  const upload = (name: string, content: Uint8Array | string) =>
    uploaded(web, ada, world.id, name, content)
  const read = async (file: File) => {
    const response = await web.request(textUrl(file), { headers: headersOf(ada) })
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    return response.text()
  }
  const kept = async (file: File) => {
    const [row] = await app.deps.db.select().from(files).where(eq(files.id, file.id))
    return row?.text
  }

  test('is read once it was sent, so that search can know it, and kept', async () => {
    const notes = await upload('notes.txt', 'the engine weaves\n')
    const paper = await upload('paper.pdf', pdfSaying('algebraical patterns'))
    expect([await kept(notes), await kept(paper)]).toEqual([null, null])
    await ada.api.chat.send({ ...draft(world.general, ''), fileIds: [notes.id, paper.id] })
    await app.event('file.text-read', ({ fileId }) => fileId === paper.id)
    expect([await kept(notes), await kept(paper)]).toEqual([
      'the engine weaves',
      'algebraical patterns',
    ])
    expect([await read(notes), await read(paper)]).toEqual([
      'the engine weaves',
      'algebraical patterns',
    ])
    const told = app.events.filter((event) => event.type === 'file.text-read')
    expect(told).toHaveLength(2)
  })

  test('is bounded, and never more than the database can keep', async () => {
    const long = await upload('long.txt', '你好 '.repeat(limits.fileText))
    const text = await read(long)
    expect(text.length).toBeLessThanOrEqual(limits.fileText)
    expect(text.startsWith('你好 你好')).toBe(true)
    expect(text).not.toContain('\ufffd')
    const odd = await upload('odd.txt', `${'x'.repeat(70_000)}\0 and \ud800 more`)
    expect((await read(odd)).endsWith(' and \ufffd more')).toBe(true)
  })

  test('is nothing for data and for a document that cannot be read', async () => {
    const broken = await upload('broken.pdf', pdfSaying('x').subarray(0, 200))
    const data = await upload('data.bin', Buffer.from([0, 1, 2]))
    expect([await read(broken), await read(data)]).toEqual(['', ''])
  })
})
