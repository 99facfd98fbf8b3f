import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MessageId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { testApp } from '../testing/app.ts'
import { photo } from '../testing/pictures.ts'
import { headersOf, testWeb } from '../testing/web.ts'

const maxBytes = 3 * 1024 * 1024

describe('the form of a browser without JavaScript', () => {
  let app: TestApp
  let web: Hono
  let world: World
  let ada: Actor
  beforeAll(async () => {
    app = await testApp({
      override: ({ config }) => ({
        config: { ...config, files: { maxBytes, workspaceBytes: 8 * 1024 * 1024 } },
      }),
    })
    web = testWeb(app.deps)
  })
  afterAll(() => app[Symbol.asyncDispose]())
  beforeEach(async () => {
    const story = await app.people('ada')
    world = story.world
    ada = story.actors[0] as Actor
  })

  const path = () => `/w/${world.slug}/chats/${world.general}/messages`
  const form = (fields: Record<string, string>, ...files: [string, Uint8Array | string][]) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    for (const [name, content] of files)
      form.append('files', new Blob([new Uint8Array(Buffer.from(content))]), name)
    return form
  }
  const send = (body: FormData, who: Actor | null = ada) =>
    web.request(path(), { method: 'POST', body, headers: headersOf(who) })
  const last = async () => (await ada.api.chat.page({ chatId: world.general })).messages.at(-1)

  test('sends several files, with words or without', async () => {
    const fields = { id: newId<MessageId>(), body: 'one\r\ntwo' }
    const files = form(fields, ['../a.txt', 'first'], ['b.jpg', await photo(40, 30)], ['', ''])
    const response = await send(files)
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      `/w/${world.slug}/chats/${world.general}`,
    ])
    expect(await last()).toMatchObject({
      body: 'one\ntwo',
      files: [
        { name: 'a.txt', size: 5 },
        { name: 'b.jpg', width: 40, height: 30 },
      ],
    })
    await send(form({ id: newId(), body: '' }, ['large.bin', Buffer.alloc(2_500_000, 7)]))
    expect(await last()).toMatchObject({ body: '', files: [{ size: 2_500_000, kind: 'other' }] })
  })

  test('without a file is a message as any other', async () => {
    expect((await send(form({ id: newId(), body: 'plain' }, ['', '']))).status).toBe(303)
    expect(await last()).toMatchObject({ body: 'plain', files: [] })
  })

  test('shows on its page why a file was refused, and sends nothing', async () => {
    const before = await last()
    const large = form({ id: newId(), body: 'words' }, ['big', Buffer.alloc(maxBytes + 1)])
    const refused = await send(large)
    expect([refused.status, await refused.json()]).toEqual([
      413,
      expect.objectContaining({
        values: expect.objectContaining({ body: 'words' }) as unknown,
        fault: expect.objectContaining({ code: 'too_large' }) as unknown,
      }),
    ])
    expect(await last()).toEqual(before)
    // Nothing of the workspace's space stays taken.
    for (const name of ['a', 'b'])
      await send(form({ id: newId(), body: '' }, [name, Buffer.alloc(maxBytes, name)]))
    expect(await last()).toMatchObject({ files: [{ name: 'b' }] })
  })

  test('asks a visitor to sign in', async () => {
    const response = await send(form({ id: newId(), body: 'x' }, ['a.txt', 'a']), null)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toMatch(/^\/sign-in/)
  })

  test('of another site is refused', async () => {
    const body = form({ id: newId(), body: 'x' }, ['a.txt', 'a'])
    const headers = { ...headersOf(ada), origin: 'https://evil.example' }
    expect((await web.request(path(), { method: 'POST', body, headers })).status).toBe(403)
  })

  test.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['nothing in it', 'multipart/form-data; boundary=b', 'not a form'],
    [
      'ten thousand parts',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n'.repeat(10_000) + '--b--',
    ],
    [
      'eleven files',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\ny\r\n'.repeat(11) +
        '--b--',
    ],
  ])('with %s is refused', async (_, type, body) => {
    const headers = { ...headersOf(ada), 'content-type': type }
    const response = await web.request(path(), { method: 'POST', body, headers })
    expect(response.status).toBe(400)
  })

  test('changes a picture and takes it away', async () => {
    const post = (body: FormData) =>
      web.request('/settings/avatar', { method: 'POST', body, headers: headersOf(ada) })
    expect((await post(form({}, ['me.jpg', await photo()]))).status).toBe(303)
    expect(await ada.api.identity.me()).toHaveProperty('avatar')
    expect((await post(form({}, ['me.txt', 'no picture']))).status).toBe(400)
    expect((await post(form({ remove: 'yes' }))).status).toBe(303)
    expect(await ada.api.identity.me()).not.toHaveProperty('avatar')
  })
})
