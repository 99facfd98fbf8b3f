import type { Hono } from 'hono'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FileId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Blobs } from '../ports.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { testApp } from '../testing/app.ts'
import { photo, pixelBomb } from '../testing/pictures.ts'
import { headersOf, putPart, testWeb, uploaded } from '../testing/web.ts'

const maxBytes = 12 * 1024 * 1024
const workspaceBytes = 20 * 1024 * 1024

describe('an upload', () => {
  let app: TestApp
  let web: Hono
  let world: World
  let ada: Actor
  let bo: Actor
  beforeAll(async () => {
    app = await testApp({
      override: ({ config }) => ({ config: { ...config, files: { maxBytes, workspaceBytes } } }),
    })
    web = testWeb(app.deps)
  })
  afterAll(() => app[Symbol.asyncDispose]())
  beforeEach(async () => {
    const story = await app.people('ada', 'bo')
    world = story.world
    ;[ada, bo] = story.actors as [Actor, Actor]
  })

  const begin = (size: number, name = 'notes.txt', who = ada) => {
    const id = newId<FileId>()
    return who.api.files.begin({ workspaceId: world.id, id, name, size }).then(() => id)
  }
  const again = (id: FileId, size: number) =>
    ada.api.files.begin({ workspaceId: world.id, id, name: 'notes.txt', size })
  const upload = (content: Uint8Array | string, name = 'notes.txt') =>
    uploaded(web, ada, world.id, name, content)
  const kept = async (blobs: Blobs = app.deps.blobs) => {
    const keys = []
    for await (const { key } of blobs.list()) keys.push(key)
    return keys
  }

  test('becomes a file once all of it has arrived', async () => {
    const id = await begin(11)
    const first = await putPart(web, ada, id, Buffer.from('hello '))
    expect(await first.json()).toEqual({ id, offset: 6, file: null })
    const second = await putPart(web, ada, id, Buffer.from('world'), { offset: 6 })
    const file = { id, name: 'notes.txt', type: 'text/plain', kind: 'text', size: 11 }
    expect(await second.json()).toEqual({ id, offset: 11, file })
    const read = await web.request(`/files/${id}/notes.txt`, { headers: headersOf(ada) })
    expect(await read.text()).toBe('hello world')
  })

  test('goes on after a break where it stands, and twice makes one file', async () => {
    const id = await begin(11)
    await putPart(web, ada, id, Buffer.from('hello '))
    expect(await again(id, 11)).toEqual({ id, offset: 6, file: null })
    const late = await putPart(web, ada, id, Buffer.from('hello '))
    expect([late.status, await late.json()]).toEqual([
      409,
      expect.objectContaining({ field: 'offset' }),
    ])
    await Promise.all([
      putPart(web, ada, id, Buffer.from('world'), { offset: 6 }),
      putPart(web, ada, id, Buffer.from('world'), { offset: 6 }),
    ])
    expect(await again(id, 11)).toMatchObject({ offset: 11, file: { id, size: 11 } })
    const repeated = await putPart(web, ada, id, Buffer.from('world'), { offset: 6 })
    expect(await repeated.json()).toMatchObject({ offset: 11, file: { id } })
  })

  test('that is cut in the middle of a part leaves nothing of it', async () => {
    const id = await begin(11)
    const cut = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('hel')),
      pull: (controller) => controller.error(new Error('the browser left')),
    })
    const headers = { 'content-type': 'application/octet-stream', 'content-length': '11' }
    const before = await kept()
    const response = await web.request(`/files/${id}?offset=0`, {
      method: 'PUT',
      body: cut,
      headers: { ...headers, ...headersOf(ada) },
      duplex: 'half',
    } as RequestInit)
    expect(response.status).toBe(400)
    expect(await kept()).toEqual(before)
    expect(await again(id, 11)).toMatchObject({ offset: 0, file: null })
  })

  test('can be given up, and a file that was not sent taken back', async () => {
    const before = await kept()
    const id = await begin(11)
    await putPart(web, ada, id, Buffer.from('hello '))
    await ada.api.files.discard({ id })
    const file = await upload('taken back')
    await ada.api.files.discard({ id: file.id })
    expect(await kept()).toEqual(before)
    await expect(ada.api.files.discard({ id })).rejects.toThrow('no such upload')
    expect((await putPart(web, ada, id, Buffer.from('world'), { offset: 6 })).status).toBe(404)
  })

  test('belongs to whoever began it, while she is in the workspace', async () => {
    const id = await begin(5)
    expect((await putPart(web, bo, id, Buffer.from('hello'))).status).toBe(404)
    expect((await putPart(web, null, id, Buffer.from('hello'))).status).toBe(401)
    await expect(
      bo.api.files.begin({ workspaceId: world.id, id, name: 'x', size: 5 }),
    ).rejects.toThrow('another file')
    await expect(bo.api.files.discard({ id })).rejects.toThrow('no such upload')
    expect((await putPart(web, ada, id, Buffer.from('hello'))).status).toBe(200)

    const bos = await begin(5, 'bo.txt', bo)
    await ada.api.workspace.suspend({ workspaceId: world.id, userId: bo.id })
    const refused = await putPart(web, bo, bos, Buffer.from('hello'))
    expect([401, 404]).toContain(refused.status)
  })

  test('over a limit is refused before its body is read', async () => {
    const tooLarge = { code: 'too_large', field: 'size' }
    await expect(begin(maxBytes + 1)).rejects.toMatchObject({ cause: tooLarge })
    const id = await begin(5)
    let read = false
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          read = true
          controller.enqueue(new Uint8Array(1000))
        },
      },
      { highWaterMark: 0 },
    )
    const put = (headers: Record<string, string>) =>
      web.request(`/files/${id}?offset=0`, {
        method: 'PUT',
        body,
        headers: { 'content-type': 'application/octet-stream', ...headers, ...headersOf(ada) },
        duplex: 'half',
      } as RequestInit)
    expect((await put({ 'content-length': '6' })).status).toBe(413)
    expect((await put({ 'content-length': String(limits.chunkBytes + 1) })).status).toBe(413)
    expect((await put({})).status).toBe(400)
    expect((await put({ 'content-length': '-1' })).status).toBe(400)
    expect((await put({ 'content-length': '5', 'content-type': 'text/plain' })).status).toBe(400)
    expect(read).toBe(false)
  })

  test('whose body is not as long as its headers say is refused', async () => {
    const id = await begin(10)
    const lies = { headers: { 'content-length': '5' } }
    const longer = await putPart(web, ada, id, Buffer.from('hello world'), lies)
    const shorter = await putPart(web, ada, id, Buffer.from('hel'), lies)
    expect([longer.status, shorter.status]).toEqual([400, 400])
    expect(await again(id, 10)).toMatchObject({ offset: 0 })
  })

  test('of fifty at once never takes more than the workspace has', async () => {
    const size = 1024 * 1024
    const begun = await Promise.allSettled(Array.from({ length: 50 }, () => begin(size)))
    const taken = begun.filter(({ status }) => status === 'fulfilled')
    expect(taken).toHaveLength(workspaceBytes / size)
    for (const { reason } of begun.filter((one) => one.status === 'rejected'))
      expect(reason).toMatchObject({ cause: { code: 'too_large', field: 'size' } })
    // What was given up is free again.
    const [first] = taken
    await ada.api.files.discard({ id: (first as PromiseFulfilledResult<FileId>).value })
    await begin(size)
    await expect(begin(1)).rejects.toThrow('of this workspace')
  })

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ada\\notes.txt', 'notes.txt'],
    ['CON', 'CON'],
    ['a\0b\r\nSet-Cookie: x.txt', 'abSet-Cookie: x.txt'],
    ['..', 'file'],
    ['.htaccess', 'htaccess'],
    ['\u202egnp.exe', 'gnp.exe'],
    [`${'x'.repeat(4096)}.png`, `${'x'.repeat(196)}.png`],
    ['年报 “2026”.pdf', '年报 “2026”.pdf'],
  ])('named %j is called %j', async (name, called) => {
    const file = await upload('content', name)
    expect(file.name).toBe(called)
    const read = await web.request(`/files/${file.id}/x`, { headers: headersOf(ada) })
    const disposition = read.headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^attachment; filename="[ -~]*"; filename\*=UTF-8''[\w.%~!*'-]+$/)
    expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe(called)
  })

  const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  test.each([
    ['an SVG', script, 'text'],
    ['an SVG that says it is PNG', script, 'text'],
    ['HTML', '<!doctype html><script>alert(1)</script>', 'text'],
    ['XML', '<?xml version="1.0"?><x/>', 'text'],
    ['a PDF', '%PDF-1.7\n%âãÏÓ\n', 'pdf'],
    ['a script', 'alert(1)', 'text'],
    ['data', Buffer.from([0, 1, 2, 3, 255, 254]), 'other'],
    ['an archive in an archive', Buffer.from('504b0304140000000800', 'hex'), 'other'],
    ['what only begins like a PNG', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'other'],
  ])('of %s is a download that runs nowhere', async (_, content, kind) => {
    const file = await upload(content, 'picture.png')
    expect(file).toMatchObject({ kind })
    const read = await web.request(`/files/${file.id}/picture.png`, { headers: headersOf(ada) })
    expect(read.headers.get('content-disposition')).toMatch(/^attachment;/)
    expect(read.headers.get('content-type')).not.toMatch(/html|svg|xml|javascript|image/)
    expect(read.headers.get('x-content-type-options')).toBe('nosniff')
    expect(read.headers.get('content-security-policy')).toMatch(/^sandbox;/)
  })

  test('of a GIF that is a script as well is a GIF', async () => {
    const gif = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .gif()
      .toBuffer()
    const file = await upload(Buffer.concat([gif, Buffer.from('/*x*/=1;alert(1)')]), 'x.js')
    expect(file).toMatchObject({ kind: 'image', type: 'image/gif', width: 9, height: 9 })
    const read = await web.request(`/files/${file.id}/x.js`, { headers: headersOf(ada) })
    expect(read.headers.get('content-type')).toBe('image/gif')
    expect(read.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('of a picture gets a size and a small picture without what the camera noted', async () => {
    const bytes = await photo(2400, 1200)
    expect(bytes.includes('canary')).toBe(true)
    const file = await upload(bytes, 'photo.jpg')
    expect(file).toMatchObject({ kind: 'image', type: 'image/jpeg', width: 2400, height: 1200 })
    expect(file.blur).toMatch(/^data:image\/webp;base64,/)
    expect(file.blur?.length).toBeLessThan(600)
    const thumb = await web.request(`/files/${file.id}/thumb`, { headers: headersOf(ada) })
    const small = Buffer.from(await thumb.arrayBuffer())
    expect(thumb.headers.get('content-type')).toBe('image/webp')
    expect(await sharp(small).metadata()).toMatchObject({ width: 960, height: 480 })
    expect((await sharp(small).metadata()).exif).toBeUndefined()
    expect(small.includes('canary')).toBe(false)
  })

  test('of a bomb of pixels is refused, without unfolding it', async () => {
    const bomb = pixelBomb(60_000, 60_000)
    const before = await kept()
    const id = await begin(bomb.length, 'bomb.png')
    const memory = process.memoryUsage.rss()
    const response = await putPart(web, ada, id, bomb)
    expect([response.status, await response.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'too_large' }),
    ])
    expect(process.memoryUsage.rss() - memory).toBeLessThan(100 * 1024 * 1024)
    expect(await kept()).toEqual(before)
    // It said 49 million pixels and has fewer: no picture, and no harm.
    expect(await upload(pixelBomb(7000, 7000), 'less.png')).toMatchObject({ kind: 'other' })
  })

  test('of the same content twice is kept once, and stays until nobody needs it', async () => {
    const [first, second] = [await upload('the same content'), await upload('the same content')]
    expect(second.id).not.toBe(first.id)
    await ada.api.files.discard({ id: first.id })
    const read = await web.request(`/files/${second.id}/x`, { headers: headersOf(ada) })
    expect(await read.text()).toBe('the same content')
  })

  test('of nothing is a file too', async () => {
    expect(await upload('')).toMatchObject({ size: 0, kind: 'text' })
  })
})
