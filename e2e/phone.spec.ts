import type { Locator, Page } from '@playwright/test'
import { composerOf, feedOf, isAlive, linkOf, rowOf, say } from './chat.ts'
import { complaintsOf, expect, test } from './world.ts'

const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  colorScheme: 'dark',
} as const

/** Rests a finger on a message until it shows that it is pressed, and lifts it. */
const press = async (page: Page, row: Locator) => {
  const box = await row.boundingBox()
  if (!box) throw new Error('there is nothing to press')
  const devtools = await page.context().newCDPSession(page)
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }]
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
  await expect(row).toHaveClass(/\bpressed\b/)
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

/** Draws a finger over the glass in a straight line. */
const draw = async (page: Page, from: [number, number], to: [number, number]) => {
  const devtools = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove', part: number) => {
    const [x, y] = [0, 1].map((axis) => {
      const [begin = 0, end = 0] = [from[axis], to[axis]]
      return begin + (end - begin) * part
    }) as [number, number]
    return devtools.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x, y }] })
  }
  await touch('touchStart', 0)
  for (const part of [0.25, 0.5, 0.75, 1]) await touch('touchMove', part)
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

/** Everything that a finger should hit and is smaller than 44 px, as its name. */
const tooSmall = (within: Locator) =>
  within
    .locator('a, button')
    .filter({ visible: true })
    .evaluateAll((all) =>
      all
        // As laid out: while a panel slides in, what it measures on screen is a hair off.
        .filter(
          (one) => one instanceof HTMLElement && Math.min(one.offsetWidth, one.offsetHeight) < 44,
        )
        .map((one) => one.getAttribute('aria-label') ?? one.textContent),
    )

test('a phone in the dark: from the list to a chat and back, by finger alone', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const adas = await visit(ada, team.chatUrl(team.general), phone)
  const bos = await visit(bo, team.chatUrl(team.general))
  await isAlive(adas)
  await isAlive(bos)
  const tabs = adas.getByRole('navigation', { name: 'Main' })

  await test.step('the server paints it dark, one thing at a time', async () => {
    await expect(adas.getByRole('main')).toHaveCSS('background-color', 'rgb(23, 24, 26)')
    await expect(linkOf(adas, 'general')).toBeHidden()
    await expect(tabs).toBeHidden()
  })

  await test.step('a message goes by the button, and its answer comes', async () => {
    await composerOf(adas).tap()
    await composerOf(adas).pressSequentially('From the train.')
    await adas.getByRole('button', { name: 'Send', exact: true }).tap()
    await expect(rowOf(bos, 'From the train.')).toBeVisible()
    await say(bos, 'Mind the gap.')
    await expect(rowOf(adas, 'Mind the gap.')).toBeVisible()
  })

  await test.step('a finger that rests on a message opens what can be done with it', async () => {
    const menu = adas.getByRole('menu')
    await press(adas, rowOf(adas, 'Mind the gap.'))
    await expect(menu).toBeVisible()
    expect(await tooSmall(menu)).toEqual([])
    await menu.getByRole('menuitem', { name: 'React with 👍' }).tap()
    await expect(menu).toHaveCount(0)
    await expect(rowOf(bos, 'Mind the gap.').getByRole('button', { name: /^Ada/ })).toBeVisible()
    await press(adas, rowOf(adas, 'Mind the gap.'))
    await menu.getByRole('menuitem', { name: 'Reply in thread' }).tap()
    const thread = adas.getByRole('complementary', { name: 'Thread' })
    await thread.getByRole('textbox').fill('I do.')
    await thread.getByRole('button', { name: 'Send', exact: true }).tap()
    await expect(rowOf(bos, 'Mind the gap.').getByRole('link', { name: /1 reply/ })).toBeVisible()
    await adas.goBack()
    await expect(thread).toHaveCount(0)
    await expect(composerOf(adas)).toBeVisible()
  })

  await test.step('the list of chats is a step back, and the tabs are at its foot', async () => {
    await adas.getByRole('link', { name: 'Menu' }).tap()
    await expect(linkOf(adas, 'general')).toBeInViewport()
    await expect(tabs).toBeInViewport()
    expect(await tooSmall(tabs)).toEqual([])
    await say(bos, 'Anybody there?')
    await expect(
      linkOf(adas, /^general, 1 unread/),
      'a chat under the list is not read',
    ).toBeVisible()
    await linkOf(adas, /^general/).tap()
    await expect(rowOf(adas, 'Anybody there?')).toBeInViewport()
    await expect(tabs).toBeHidden()
    const unread = async () => (await ada.api.chat.get.query({ chatId: team.general })).unread
    await expect.poll(unread, 'uncovered, it is being read').toBe(0)
  })

  await test.step('inbox, search and what is hers are one tap away', async () => {
    await adas.goBack()
    await tabs.getByRole('link', { name: 'Inbox' }).tap()
    await expect(adas.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible()
    await tabs.getByRole('link', { name: 'Search' }).tap()
    await adas.getByRole('combobox', { name: 'Search messages' }).fill('train')
    await adas.getByRole('button', { name: 'Search', exact: true }).tap()
    await adas.getByRole('main').getByRole('link', { name: /train/ }).first().tap()
    await expect(feedOf(adas)).toBeVisible()
    await expect(rowOf(adas, 'From the train.')).toBeInViewport()
  })

  await test.step('a swipe from the edge goes back, and a pull from the head asks where to', async () => {
    const list = linkOf(adas, /^general/)
    await adas.goto(`${team.chatUrl(team.general)}?panel=details`)
    await expect(adas.locator('html')).toHaveAttribute('data-alive', '')
    const details = adas.getByRole('complementary', { name: 'About #general' })
    await expect(details).toBeVisible()
    await expect(async () => {
      await draw(adas, [4, 400], [140, 410])
      await expect(details).toHaveCount(0, { timeout: 1_000 })
    }, 'the gestures come when nothing else is to be done').toPass()
    await draw(adas, [4, 400], [140, 410])
    await expect(list).toBeInViewport()
    await draw(adas, [200, 90], [205, 260])
    await adas.getByRole('combobox', { name: 'Search channels, people and commands' }).fill('gen')
    await adas
      .getByRole('option', { name: /general/ })
      .first()
      .tap()
    await expect(composerOf(adas)).toBeVisible()
    const box = await composerOf(adas).boundingBox()
    await draw(adas, [200, box?.y ?? 0], [205, (box?.y ?? 0) + 90])
    await expect(adas.getByRole('dialog'), 'where one writes a finger selects').toHaveCount(0)
  })

  const sideways = await adas.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(sideways).toBe(0)
  expect(complaintsOf(adas)).toEqual([])
})
