import type { Page } from '@playwright/test'
import { draft } from './world/draft.ts'
import { expect, test } from './world.ts'

const noticeOf = (page: Page) =>
  page.getByRole('main').getByText('The search server is not available.')

test('without the search server the database searches and the page says so, until it is back', async ({
  cast,
  visit,
  world,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const address = `/w/${team.slug}/search?q=gantry`
  const shows = async (page: Page, many: string) => {
    await page.reload()
    await expect(page.getByRole('main').getByText(many)).toBeVisible({ timeout: 1000 })
  }
  await bo.api.chat.send.mutate(draft(team.general, 'The gantry plan is ready'))
  const page = await visit(ada, address)
  await expect(() => shows(page, '1 message for')).toPass()
  await expect(noticeOf(page)).toBeHidden()

  await world.crash('meilisearch')
  await bo.api.chat.send.mutate(draft(team.general, 'Which gantry?'))
  await expect(() => shows(page, '2 messages for')).toPass()
  await expect(noticeOf(page)).toBeVisible()
  const plain = await visit(ada, address, { javaScriptEnabled: false })
  await expect(noticeOf(plain)).toBeVisible()
  await expect(plain.locator('mark')).toHaveText(['gantry', 'gantry'])

  // It has lost its index, and what was said meanwhile with it.
  await world.revive()
  await expect(async () => {
    await shows(plain, '2 messages for')
    await expect(noticeOf(plain)).toBeHidden({ timeout: 1000 })
  }).toPass()
  await expect(noticeOf(page), 'a page that is open hears of it by itself').toBeHidden({
    timeout: 30_000,
  })
})
