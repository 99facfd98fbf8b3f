import type { Page } from '@playwright/test'
import { composerOf } from './chat.ts'
import { complaintsOf, expect, test } from './world.ts'

/** Opens an address while its scripts are held back. @returns how to let them go */
const openSlowly = async (page: Page, path: string): Promise<() => void> => {
  const { promise: gone, resolve: letGo } = Promise.withResolvers<void>()
  await page.route(/\/assets\/.*\.js$/, async (route) => {
    await gone
    await route.continue()
  })
  await page.goto(path, { waitUntil: 'commit' })
  return letGo
}

/** How far the page's parts have moved without anybody asking for it. */
const shiftOf = (page: Page) =>
  page.evaluate(() => {
    const observer = new PerformanceObserver(() => {})
    observer.observe({ type: 'layout-shift', buffered: true })
    const shifts = observer.takeRecords() as (PerformanceEntry & { value: number })[]
    return shifts.reduce((sum, { value }) => sum + value, 0)
  })

test('what is written before the page is alive stays, beside the chat too, and nothing moves', async ({
  cast,
  visit,
}) => {
  const { ada, team } = await cast('ada')
  const page = await visit(ada, '/settings/profile')
  const letGo = await openSlowly(page, `${team.chatUrl(team.general)}?panel=details`)

  const topic = page.getByRole('textbox', { name: 'Topic' })
  await topic.fill('Cranes')
  await composerOf(page).fill('Is the crane free?')
  await page.getByRole('radio', { name: 'mentions of me' }).check()
  letGo()
  await expect(page.locator('html[data-alive]')).toBeAttached({ timeout: 30_000 })
  await expect(composerOf(page)).toHaveValue('Is the crane free?')
  await expect
    .poll(() => ada.api.chat.get.query({ chatId: team.general }))
    .toMatchObject({ notify: 'mentions' })
  await expect(topic).toHaveValue('Cranes')

  expect(await shiftOf(page)).toBe(0)
  expect(complaintsOf(page)).toEqual([])
})
