import type { Locator, Page } from '@playwright/test'
import { composerOf, feedOf, isAlive, rowOf, say } from './chat.ts'
import { draft } from './world/draft.ts'
import type { Team } from './world.ts'
import { expect, test } from './world.ts'

const heard = (page: Page) => page.getByRole('log')

test('what happens is said: where one is, what comes, what was sent or was not, what was found', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  // Her own presence comes by the stream: from now on what happens is heard.
  await expect(page.getByRole('img', { name: 'Online' }).first()).toBeVisible()

  await bo.api.chat.send.mutate(draft(team.general, 'The **crane** is up.'))
  await expect(heard(page)).toContainText('Bo Berg: The crane is up.')

  await say(page, 'Well done!')
  await expect(heard(page)).toContainText('Sent')

  const refusal = { code: 'forbidden', message: 'Not now.' }
  await page.route('**/trpc/chat.send*', (route) =>
    route.fulfill({
      status: 403,
      json: [
        {
          error: {
            ...{ message: refusal.message, code: -32003 },
            data: { code: 'FORBIDDEN', httpStatus: 403, fault: refusal },
          },
        },
      ],
    }),
  )
  await say(page, 'And this?')
  await expect(heard(page)).toContainText('Not sent')
  await expect(rowOf(page, 'And this?')).toContainText('Not now.')

  await page.keyboard.press('Control+k')
  const palette = page.getByRole('combobox', { name: 'Search channels, people and commands' })
  await palette.fill('>people')
  await palette.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeFocused()
  await expect(heard(page)).toContainText('People')

  await page.keyboard.press('/')
  const field = page.getByRole('combobox', { name: 'Search messages' })
  await field.fill('crane')
  await field.press('Enter')
  await expect(heard(page)).toContainText('1 message for “crane”')
})

/** Where one comes by in a day. */
const pathsOf = (team: Team, root: string) => [
  team.chatUrl(team.general),
  `${team.chatUrl(team.general)}?thread=${root}`,
  ...['inbox', 'mentions', 'threads', 'people', 'channels', 'search?q=look', 'admin/members'].map(
    (name) => `/w/${team.slug}/${name}`,
  ),
  '/settings/profile',
]

test('every screen fits a narrow window, a magnified one, and colours of the system', async ({
  cast,
  visit,
}) => {
  test.setTimeout(120_000)
  const { ada, bo, team } = await cast('ada', 'bo')
  const long = `https://example.org/${'a'.repeat(200)}`
  const root = draft(
    team.general,
    `@Ada look at ${long}\n\n\`\`\`ts\n${'const x = 1; '.repeat(30)}\n\`\`\``,
  )
  await bo.api.chat.send.mutate(root)
  await bo.api.chat.send.mutate({ ...draft(team.general, 'A reply.'), threadId: root.id })
  const page = await visit(ada, '/')
  const paths = pathsOf(team, root.id)
  // The second is what is left of 1280 × 800 at 200 %.
  for (const size of [
    { width: 320, height: 640 },
    { width: 640, height: 400 },
  ]) {
    await page.setViewportSize(size)
    for (const path of paths) {
      await page.goto(path)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(wide, `${path} at ${size.width}`).toBeLessThanOrEqual(size.width)
    }
  }
  await page.goto(team.chatUrl(team.general))
  await isAlive(page)
  await expect(composerOf(page)).toBeInViewport()
  await expect(rowOf(page, 'look at')).toBeAttached()

  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ forcedColors: 'active' })
  await rowOf(page, 'look at').focus()
  const ring = await rowOf(page, 'look at').evaluate((row) => getComputedStyle(row).outlineStyle)
  expect(ring).toBe('solid')
  await expect(feedOf(page)).toBeVisible()
})

test('written from right to left every screen is mirrored, and nothing sticks out', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const root = draft(team.general, 'Look at the crane.')
  await bo.api.chat.send.mutate(root)
  await bo.api.chat.send.mutate({ ...draft(team.general, 'A reply.'), threadId: root.id })
  const page = await visit(ada, '/')
  const turn = () =>
    page.evaluate(() => {
      document.documentElement.dir = 'rtl'
      return document.documentElement.scrollWidth
    })
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    for (const path of pathsOf(team, root.id)) {
      await page.goto(path)
      expect(await turn(), `${path} at ${width}`).toBeLessThanOrEqual(width)
    }
  }
  await page.goto(team.chatUrl(team.general))
  await isAlive(page)
  await turn()
  const edges = async (one: Locator) => {
    const { x = NaN, width = NaN } = (await one.boundingBox()) ?? {}
    return { start: x + width, end: x }
  }
  const row = rowOf(page, 'Look at the crane.')
  const [sidebar, name, words] = [
    await edges(page.getByRole('complementary', { name: 'Sidebar' })),
    await edges(row.getByRole('link', { name: 'Bo Berg' })),
    await edges(row.getByText('Look at the crane.')),
  ]
  expect(sidebar.start).toBe(1280)
  expect(name.start).toBeLessThan(sidebar.end)
  expect(Math.abs(name.start - (await edges(row)).start)).toBeLessThan(80)
  // What people write has the direction of its own first letter.
  expect(words.end).toBeLessThan(name.end)
})

test('how dense a chat is, each person chooses', async ({ cast, visit }) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  await bo.api.chat.send.mutate(draft(team.general, 'One line.'))
  const shape = async (density: 'compact' | 'cosy' | 'roomy') => {
    await ada.api.identity.updatePreferences.mutate({ density })
    const page = await visit(ada, team.chatUrl(team.general), { javaScriptEnabled: false })
    const row = rowOf(page, 'One line.')
    const [name, words] = await Promise.all(
      [row.getByRole('link', { name: 'Bo Berg' }), row.getByText('One line.')].map((one) =>
        one.boundingBox(),
      ),
    )
    const { height = 0 } = (await row.boundingBox()) ?? {}
    return { height, beside: Math.abs((name?.y ?? 0) - (words?.y ?? 99)) < 8 }
  }
  const [compact, cosy, roomy] = [await shape('compact'), await shape('cosy'), await shape('roomy')]
  expect([compact.beside, cosy.beside, roomy.beside]).toEqual([true, false, false])
  expect(compact.height).toBeLessThan(cosy.height)
  expect(cosy.height).toBeLessThan(roomy.height)
})
