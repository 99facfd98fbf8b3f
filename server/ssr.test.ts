import { parse } from 'devalue'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSsr } from './ssr.ts'
import type { Actor, TestApp, World } from './testing/app.ts'
import { draft, testApp } from './testing/app.ts'
import type { Pages } from './web.ts'
import { webApp } from './web.ts'

const evil = '</script><script>alert(1)</script><!-- \u2028\u2029 {{1+1}} "quoted"'

describe('a rendered page', () => {
  let app: TestApp
  let pages: Pages
  let world: World
  let ada: Actor
  let bo: Actor
  let get: (path: string, who?: Actor, cookies?: string) => Promise<Response>
  beforeAll(async () => {
    app = await testApp()
    pages = await openSsr({ production: false })
    const web = webApp(app.deps, pages)
    const story = await app.people('ada', 'bo')
    world = story.world
    ;[ada, bo] = story.actors as [Actor, Actor]
    get = async (path, who, cookies = '') =>
      web.request(path, {
        headers: { cookie: `${who ? `fechatter_session=${who.token}; ` : ''}${cookies}` },
      })
  })
  afterAll(async () => {
    await pages.stop()
    await app[Symbol.asyncDispose]()
  })
  const chat = () => `/w/${world.slug}/chats/${world.general}`
  const stateIn = (html: string) =>
    parse(/<script type="application\/json" id="state"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? '')

  test('shows the messages of the chat, and the state to hydrate from', async () => {
    await ada.api.chat.send(draft(world.general, 'the engine weaves'))
    const response = await get(chat(), bo)
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(html).toMatch(/role="feed"[^>]* aria-label="Messages in #general"/)
    expect(html).toContain('the engine weaves')
    expect(html).toContain('aria-label="Message #general"')
    expect(stateIn(html)).toMatchObject({
      session: { me: { name: 'Bo Berg' } },
      page: { page: { messages: [{ body: 'the engine weaves' }] } },
    })
  })

  test('lets no message break out of the page or its state', async () => {
    await ada.api.chat.send(draft(world.general, evil))
    const html = await (await get(chat(), ada)).text()
    expect(html).not.toContain('<script>alert(1)')
    expect(html).not.toContain('<!-- \u2028')
    expect(html).toContain('{{1+1}}')
    const { page } = stateIn(html)
    expect(page.page.messages).toContainEqual(expect.objectContaining({ body: evil }))
  })

  test('tells nobody else’s state, however many are rendered at once', async () => {
    const secret = await ada.api.chat.create({
      workspaceId: world.id,
      kind: 'private',
      name: 'canary-channel',
    })
    const rendered = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const who = index % 2 ? ada : bo
        return { who, html: await (await get(chat(), who)).text() }
      }),
    )
    for (const { who, html } of rendered) {
      expect(html.includes('canary-channel')).toBe(who === ada)
      expect(stateIn(html).session.me.id).toBe(who.id)
    }
    expect((await get(`/w/${world.slug}/chats/${secret.id}`, bo)).status).toBe(404)
  })

  test('speaks the time of the person, and paints her theme', async () => {
    const html = await (
      await get(chat(), ada, 'fechatter_tz=Asia/Tokyo; fechatter_theme=dark')
    ).text()
    expect(html).toContain('<html lang="en" data-theme="dark">')
    expect(stateIn(html).timeZone).toBe('Asia/Tokyo')
    const odd = await (
      await get(chat(), ada, 'fechatter_tz=<script>; fechatter_theme="><b>')
    ).text()
    expect(stateIn(odd)).toMatchObject({ timeZone: 'UTC', theme: 'system' })
    expect(odd).toContain('<html lang="en">')
  })

  test('sends visitors to sign in and back, and says what is not there', async () => {
    const away = await get(chat())
    expect(away.status).toBe(303)
    expect(away.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(chat())}`)
    expect((await get('/nothing', ada)).status).toBe(404)
    expect((await get('/w/elsewhere', ada)).status).toBe(404)
    expect((await get('/sign-in?next=https://evil.example', ada)).headers.get('location')).toBe('/')
  })
})
