import type { Hono } from 'hono'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../shared/people.ts'
import { avatarUrl } from '../../shared/file-urls.ts'
import { limits } from '../../shared/limits.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { photo, pixelBomb } from '../testing/pictures.ts'
import { headersOf, testWeb } from '../testing/web.ts'

describe('a person’s picture', () => {
  let app: TestApp
  let web: Hono
  let world: World
  let ada: Actor
  let bo: Actor
  beforeAll(async () => {
    app = await testApp()
    web = testWeb(app.deps)
    const story = await app.people('ada', 'bo')
    world = story.world
    ;[ada, bo] = story.actors as [Actor, Actor]
  })
  afterAll(() => app[Symbol.asyncDispose]())

  const put = (who: Actor | null, bytes: Uint8Array) =>
    web.request('/files/avatar', {
      method: 'PUT',
      body: new Uint8Array(bytes),
      headers: headersOf(who),
    })
  const get = (person: Person, who: Actor | null) =>
    web.request(avatarUrl(person) ?? '/nothing', { headers: headersOf(who) })

  test('is a small square without what the camera noted, for everyone in a workspace with her', async () => {
    const ada2 = (await (await put(ada, await photo(900, 600))).json()) as Person
    expect(ada2.avatar).toMatch(/^[\w-]{22}$/)
    const stranger = (await app.people('eve')).actors[0] as Actor
    const guest = await app.person('dana', world, 'guest')
    const seen = []
    for (const who of [ada, bo, guest, stranger, null]) seen.push((await get(ada2, who)).status)
    expect(seen).toEqual([200, 200, 200, 404, 404])
    const bytes = Buffer.from(await (await get(ada2, bo)).arrayBuffer())
    const { width, height, format, exif } = await sharp(bytes).metadata()
    expect([width, height, format, exif]).toEqual([
      limits.avatarSize,
      limits.avatarSize,
      'webp',
      undefined,
    ])
    expect(bytes.includes('canary')).toBe(false)
  })

  test('shows wherever she does, and its change is told', async () => {
    const { avatar } = (await (await put(bo, await photo())).json()) as Person
    await app.event('workspace.person-updated', ({ person }) => person.avatar === avatar)
    await bo.api.chat.send(draft(world.general, 'new picture'))
    const { people } = await ada.api.chat.page({ chatId: world.general })
    expect(people.find(({ id }) => id === bo.id)).toMatchObject({ avatar })
    expect(await bo.api.identity.me()).toMatchObject({ avatar })
    const sent = await app.event('message.sent', ({ message }) => message.senderId === bo.id)
    expect(sent.sender).toMatchObject({ avatar })
  })

  test('is gone when she takes it away or takes another one', async () => {
    const first = (await (await put(bo, await photo(50, 50))).json()) as Person
    const second = (await (await put(bo, await photo(50, 50, 'red'))).json()) as Person
    expect([(await get(first, ada)).status, (await get(second, ada)).status]).toEqual([404, 200])
    await web.request('/files/avatar', { method: 'DELETE', headers: headersOf(bo) })
    expect((await get(second, ada)).status).toBe(404)
    expect(await bo.api.identity.me()).not.toHaveProperty('avatar')
  })

  test('is refused when it is none, or too much of one, or nobody’s', async () => {
    expect((await put(ada, Buffer.from('<svg/>'))).status).toBe(400)
    expect((await put(ada, pixelBomb(60_000, 60_000))).status).toBe(413)
    expect((await put(ada, Buffer.alloc(limits.chunkBytes + 1))).status).toBe(413)
    expect((await put(null, await photo())).status).toBe(401)
  })
})
