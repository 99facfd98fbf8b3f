import { gunzipSync } from 'node:zlib'
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
  let web: ReturnType<typeof webApp>
  let get: (path: string, who?: Actor, cookies?: string, language?: string) => Promise<Response>
  beforeAll(async () => {
    app = await testApp()
    pages = await openSsr({ production: false })
    web = webApp(app.deps, pages)
    const story = await app.people('ada', 'bo')
    world = story.world
    ;[ada, bo] = story.actors as [Actor, Actor]
    get = async (path, who, cookies = '', language = '') =>
      web.request(path, {
        headers: {
          cookie: `${who ? `fechatter_session=${who.token}; ` : ''}${cookies}`,
          'accept-language': language,
        },
      })
  })
  afterAll(async () => {
    await pages.stop()
    await app[Symbol.asyncDispose]()
  })
  const chat = () => `/w/${world.slug}/chats/${world.general}`
  const stateIn = (html: string) =>
    JSON.parse(
      /<script type="application\/json" id="state"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? '',
    )

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

  test('speaks the time of the person, and paints the page as she wants it, else as the browser was left', async () => {
    const cookies =
      'fechatter_tz=Asia/Tokyo; fechatter_theme=dark; fechatter_density=roomy; fechatter_language=ja'
    const visitor = await (await get('/sign-in', undefined, cookies)).text()
    expect(visitor).toContain('<html lang="ja" dir="ltr" data-theme="dark" data-density="roomy">')
    expect(stateIn(visitor).timeZone).toBe('Asia/Tokyo')
    await ada.api.identity.updatePreferences({ theme: 'light', density: 'compact' })
    const hers = await (await get(chat(), ada, cookies)).text()
    expect(hers).toContain('<html lang="en" dir="ltr" data-theme="light" data-density="compact">')
    await ada.api.identity.updatePreferences({ theme: 'system', density: 'cosy' })
    const odd = await (
      await get('/sign-in', undefined, 'fechatter_tz=<script>; fechatter_theme="><b>')
    ).text()
    expect(stateIn(odd)).toMatchObject({ timeZone: 'UTC', appearance: { theme: 'system' } })
    expect(odd).toContain('<html lang="en" dir="ltr" data-density="cosy">')
  })

  test.each([
    ['fr, ja-JP;q=0.8, en;q=0.9', 'en'],
    ['zh-Hans-CN, en;q=0.5', 'zh-CN'],
    ['en;q=0, ja', 'ja'],
    ['tlh', 'en'],
  ])('to a browser that asks for %s it speaks %s', async (wanted, spoken) => {
    const page = await get('/sign-in', undefined, '', wanted)
    expect(await page.text()).toContain(`<html lang="${spoken}"`)
  })

  test('says everything in the language that a person chose, else in that of her browser', async () => {
    const heading = async (...page: Parameters<typeof get>) =>
      /<h1[^>]*>([^<]*)/.exec(await (await get(...page)).text())?.[1]
    expect(await heading('/sign-in', undefined, '', 'ja')).toBe('サインイン')
    await ada.api.identity.updatePreferences({ language: 'zh-CN' })
    expect(await heading('/settings/profile', ada, 'fechatter_language=ja', 'ja')).toBe('设置')
    await ada.api.identity.updatePreferences({ language: 'system' })
    expect(await heading('/settings/profile', ada, 'fechatter_language=zh-CN', 'ja')).toBe('設定')
    const chosen = await web.request('/language', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost' },
      body: 'language=ja&next=/sign-in',
    })
    expect(chosen.headers.get('set-cookie')).toContain('fechatter_language=ja')
    expect(chosen.headers.get('location')).toBe('/sign-in')
  })

  test('travels compressed to a browser that can read it', async () => {
    const ask = (coding: string) =>
      web.request('/sign-in', { headers: { 'accept-encoding': coding } })
    const [plain, small] = [await ask('identity'), await ask('gzip, deflate, br')]
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(small.headers.get('content-encoding')).toBe('gzip')
    const page = gunzipSync(await small.arrayBuffer()).toString()
    expect(page.slice(-8)).toBe((await plain.text()).slice(-8))
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
