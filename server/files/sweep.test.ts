import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fileUrl } from '../../shared/file-urls.ts'
import type { FileId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { headersOf, putPart, testWeb, uploaded } from '../testing/web.ts'
import { sweepBlobs, sweepFiles } from './sweep.ts'

const hour = 60 * 60 * 1000
const inHours = (hours: number) => new Date(Date.now() + hours * hour)

describe('what nobody will ask for again', () => {
  let app: TestApp
  let web: Hono
  let world: World
  let ada: Actor
  beforeAll(async () => {
    app = await testApp()
    web = testWeb(app.deps)
  })
  afterAll(() => app[Symbol.asyncDispose]())
  beforeEach(async () => {
    const story = await app.people('ada')
    world = story.world
    ada = story.actors[0] as Actor
  })
  const sweep = async (hours: number) => {
    await sweepFiles(app.deps, inHours(hours))
    await sweepBlobs(app.deps, inHours(hours))
  }
  const kept = async () => {
    const keys = []
    for await (const { key } of app.deps.blobs.list()) keys.push(key)
    return keys.sort()
  }
  const status = async (file: { id: FileId; name: string }) =>
    (await web.request(fileUrl(file), { headers: headersOf(ada) })).status

  test('a file that was not sent goes after a day; one that was, or will be, stays', async () => {
    const lone = await uploaded(web, ada, world.id, 'lone.txt', 'lone')
    const sent = await uploaded(web, ada, world.id, 'sent.txt', 'sent')
    const later = await uploaded(web, ada, world.id, 'later.txt', 'later')
    await ada.api.chat.send({ ...draft(world.general, ''), fileIds: [sent.id] })
    const sendAt = inHours(90).toISOString()
    await ada.api.chat.schedule({ ...draft(world.general, ''), fileIds: [later.id], sendAt })
    await sweep(23)
    expect(await status(lone)).toBe(200)
    await sweep(25)
    await sweep(25)
    expect([await status(lone), await status(sent), await status(later)]).toEqual([404, 200, 200])
    expect(await kept()).toHaveLength(2)
  })

  test('the bytes go with the last message that carried them', async () => {
    const before = await kept()
    const first = await uploaded(web, ada, world.id, 'a.txt', 'the same')
    const second = await uploaded(web, ada, world.id, 'b.txt', 'the same')
    const messages = [first, second].map(({ id }) => ({
      ...draft(world.general, ''),
      fileIds: [id],
    }))
    for (const message of messages) await ada.api.chat.send(message)
    await ada.api.chat.delete({ chatId: world.general, messageId: messages[0]?.id ?? newId() })
    await sweep(0)
    expect([await status(first), await status(second)]).toEqual([404, 200])
    await ada.api.chat.delete({ chatId: world.general, messageId: messages[1]?.id ?? newId() })
    await sweep(0)
    expect(await kept()).toEqual(before)
  })

  test('an upload that was given up goes after a day, and one that goes on does not', async () => {
    const begin = async () => {
      const id = newId<FileId>()
      await ada.api.files.begin({ workspaceId: world.id, id, name: 'x', size: 10 })
      await putPart(web, ada, id, Buffer.from('hello'))
      return id
    }
    const before = await kept()
    const id = await begin()
    await sweep(23)
    expect((await kept()).length).toBe(before.length + 1)
    await sweep(25)
    expect(await kept()).toEqual(before)
    expect((await putPart(web, ada, id, Buffer.from('world'), { offset: 5 })).status).toBe(404)
  })

  test('what a killed process left goes after an hour', async () => {
    const before = await kept()
    const nothing = async function* () {}
    const hash = 'ab'.repeat(32)
    const left = [`ab/${hash}`, `ab/${hash}.thumb`, `parts/${newId()}/0-x`, `tmp/${newId()}`]
    for (const key of left) await app.deps.blobs.put(key, nothing(), 0)
    await sweepBlobs(app.deps, inHours(0.9))
    expect((await kept()).length).toBe(before.length + left.length)
    await sweepBlobs(app.deps, inHours(1.1))
    expect(await kept()).toEqual(before)
  })
})
