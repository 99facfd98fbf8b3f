import { draft } from './world/draft.ts'
import { feedOf, isAlive, rowOf, say } from './chat.ts'
import type { Account, World } from './world.ts'
import { complaintsOf, expect, test } from './world.ts'

declare global {
  interface Window {
    pwned?: boolean
  }
}

const attacks = [
  '<script>window.pwned = true</script> a1',
  '</script><script>window.pwned = true</script> a2',
  '<img src=x onerror="window.pwned = true"> a3',
  '<svg><style><img src=x onerror="window.pwned = true"></style></svg> a4',
  '{{constructor.constructor("window.pwned = true")()}} a5',
  '[click](javascript:window.pwned=true) a6',
  '[click](JaVa&#9;Script:window.pwned=true) a7',
  '[click](data:text/html,<script>window.pwned=true</script>) a8',
  '![picture](https://example.org/beacon.png) a9',
  'line\u2028separator\u2029 a10',
  'right \u202Eto left a11',
  '<!--<script> a12',
  '`<b>code</b>` **<i>bold</i>** a13',
]

/** A page as the server renders it for somebody. */
const get = (world: World, who: Account | null, path: string) =>
  fetch(`${world.url}${path}`, {
    headers: who ? { cookie: `${who.cookie.name}=${who.cookie.value}` } : {},
  })

test('what people write stays text, live and rendered by the server', async ({ cast, visit }) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const bos = await visit(bo, team.chatUrl(team.general))
  await isAlive(bos)
  for (const body of attacks) await ada.api.chat.send.mutate(draft(team.general, body))
  await expect(rowOf(bos, 'a13')).toBeVisible()

  const isInert = async () => {
    for (const [index, body] of attacks.slice(0, 5).entries())
      await expect(rowOf(bos, new RegExp(`\\ba${index + 1}$`))).toContainText(body)
    for (const tag of ['script', 'img', 'svg.x', 'style', 'iframe', 'i', 'b'])
      await expect(feedOf(bos).locator(`article p ${tag}`), tag).toHaveCount(0)
    for (const link of await feedOf(bos).getByRole('link').all())
      expect(await link.getAttribute('href')).toMatch(/^(https?:|mailto:|\/)/)
    expect(await bos.evaluate(() => window.pwned)).toBeUndefined()
  }
  await isInert()
  await bos.reload()
  await isAlive(bos)
  await isInert()
  expect(complaintsOf(bos)).toEqual([])

  await say(bos, 'https://example.org/page and [a link](https://example.org/)')
  for (const link of await rowOf(bos, 'example.org/page')
    .getByRole('link', { name: /page|a link/ })
    .all())
    expect(await link.getAttribute('rel')).toMatch(/noopener/)
})

test('what is not there, or not mine, is a page that says so', async ({ cast, world }) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const vault = await bo.api.chat.create.mutate({
    workspaceId: team.id,
    kind: 'private',
    name: 'vault',
    topic: '',
  })
  const pages = []
  const paths = ['chats/0192b3b0-0000-7000-8000-000000000000', `chats/${vault.id}`, 'chats/x']
  for (const path of [
    ...paths.map((path) => `/w/${team.slug}/${path}`),
    '/w/nobodys',
    '/nowhere',
  ]) {
    const answer = await get(world, ada, path)
    expect(answer.status, path).toBe(path.endsWith('/x') ? 400 : 404)
    expect(answer.headers.get('content-type'), path).toContain('text/html')
    const html = await answer.text()
    pages.push(html.replace(/[\w-]{36}|nonce="[^"]*"|\d{4}-\d\d-\d\dT[\d:.]+Z/g, ''))
  }
  expect(pages[1], 'hidden looks like made up').toBe(pages[0])
})

test('nothing private of one person is in the pages of another', async ({ cast, world }) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const { cleo, team: elsewhere } = await cast('cleo')
  const canary = 'quokka-7141'
  const vault = await ada.api.chat.create.mutate({
    workspaceId: team.id,
    kind: 'private',
    name: `vault-${canary}`,
    topic: canary,
  })
  await ada.api.chat.send.mutate(draft(vault.id, `the word is ${canary}`))

  const paths = (slug: string) => [
    `/w/${slug}/chats/${vault.id}`,
    `/w/${slug}/chats/${team.general}`,
    ...['channels', 'people', 'stats', `search?q=${canary}`].map((page) => `/w/${slug}/${page}`),
    '/settings',
    '/',
  ]
  const seen = await (await get(world, ada, `/w/${team.slug}/chats/${vault.id}`)).text()
  expect(seen, 'she sees it herself').toContain(canary)

  for (const [who, slugs] of [
    [bo, [team.slug]],
    [cleo, [team.slug, elsewhere.slug]],
    [null, [team.slug]],
  ] as const) {
    for (const path of slugs.flatMap(paths)) {
      const html = await (await get(world, who, path)).text()
      // The word that somebody searches for himself comes back to him.
      const rest = path.includes('search')
        ? html.replaceAll(/(the word is )?quokka-7141/g, '$1')
        : html
      expect(rest, `${who?.name ?? 'a stranger'} at ${path}`).not.toContain(
        path.includes('search') ? 'the word is' : canary,
      )
    }
  }
})
