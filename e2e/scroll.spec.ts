import type { Locator, Page } from '@playwright/test'
import { answers } from '../scripts/local-daemon.ts'
import { feedOf, isAlive, rowOf } from './chat.ts'
import { draft } from './world/draft.ts'
import { expect, test } from './world.ts'

const scrollerOf = (page: Page): Locator =>
  feedOf(page).locator('xpath=ancestor::div[contains(@class, "overflow-y-auto")]')

/** Scrolls so that so many pixels are above what can be seen, and says which row is in the middle then, and where. */
const scrollTo = (page: Page, place: { above?: number; below?: number }) =>
  scrollerOf(page).evaluate((area, { above, below }) => {
    const most = area.scrollHeight - area.clientHeight
    area.scrollTop = above === undefined ? -(below ?? 0) : -(most - above)
    const { top, height } = area.getBoundingClientRect()
    const rows = [...area.querySelectorAll<HTMLElement>('article[data-seq]')]
    const row = rows.find((row) => row.getBoundingClientRect().bottom > top + height / 2)
    return { id: row?.id ?? '', y: row?.getBoundingClientRect().top ?? 0 }
  }, place)

/** How far a row has moved from where it was. */
const shiftOf = (page: Page, { id, y }: { id: string; y: number }) =>
  page.locator(`#${id}`).evaluate((row, y) => Math.round(row.getBoundingClientRect().top - y), y)

/** Lets a row grow, as a picture does that comes late. */
const grow = (page: Page, which: 'first' | 'last') => {
  const rows = feedOf(page).getByRole('article')
  const row = which === 'first' ? rows.first() : rows.last()
  return row.evaluate((row) => {
    row.style.minHeight = `${row.getBoundingClientRect().height + 220}px`
  })
}

test('nothing moves what is being read: six cases', async ({ cast, visit }) => {
  test.setTimeout(150_000)
  const { ada, bo, team } = await cast('ada', 'bo')
  // Faster than the gateway lets anybody write: what it refuses is sent again.
  const say = (body: string) => {
    const message = draft(team.general, body)
    return answers(() => bo.api.chat.send.mutate(message), 60_000)
  }
  for (let number = 1; number <= 420; number += 1)
    await say(`entry ${number}. ${'It has some words in it. '.repeat(number % 4)}`)
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  const rows = feedOf(page).locator('article[data-seq]')
  const more = (than: number) => expect.poll(() => rows.count()).toBeGreaterThan(than)

  await test.step('a message that arrives at the foot stays in view', async () => {
    await say('at the foot.')
    await expect(rowOf(page, 'at the foot.')).toBeInViewport()
  })

  await test.step('one that arrives while she reads above moves nothing', async () => {
    const place = await scrollTo(page, { below: 700 })
    await say('while she reads.')
    await expect(rowOf(page, 'while she reads.')).toBeAttached()
    expect(await shiftOf(page, place)).toBe(0)
    await expect(page.getByRole('button', { name: 'Jump to newest · 1 new' })).toBeVisible()
  })

  await test.step('what grows above or below moves nothing', async () => {
    const place = await scrollTo(page, { below: 900 })
    await grow(page, 'first')
    expect(await shiftOf(page, place)).toBe(0)
    await grow(page, 'last')
    expect(await shiftOf(page, place)).toBe(0)
  })

  await test.step('older messages move nothing, also at the very top', async () => {
    for (const above of [500, 0]) {
      const before = await rows.count()
      const place = await scrollTo(page, { above })
      await more(before)
      expect(await shiftOf(page, place), `${above} px from the top`).toBe(0)
    }
  })

  await test.step('the list stays small, and what is dropped moves nothing', async () => {
    // Five pages more than the three above: 400 rows without it, and the history goes on.
    for (let turn = 0; turn < 5; turn += 1) {
      const first = await rows.first().getAttribute('id')
      const place = await scrollTo(page, { above: 40 })
      await expect(rows.first()).not.toHaveAttribute('id', first ?? '')
      expect(await shiftOf(page, place)).toBe(0)
      expect(await rows.count()).toBeLessThanOrEqual(300)
    }
    await expect(rowOf(page, 'while she reads.')).toHaveCount(0)
  })

  await test.step('and back to the newest it is one step', async () => {
    await page.getByRole('button', { name: /^Jump to newest/ }).click()
    await expect(rowOf(page, 'while she reads.')).toBeInViewport()
    await expect(page.getByRole('button', { name: /^Jump to newest/ })).toHaveCount(0)
  })
})

test('an address leads to its message, and to what is new', async ({ cast, visit }) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  for (let number = 1; number <= 130; number += 1) {
    const message = draft(team.general, `entry ${number}.`)
    await answers(() => bo.api.chat.send.mutate(message), 60_000)
  }
  const { messages } = await bo.api.chat.page.query({ chatId: team.general, limit: 100 })
  const seqOf = (text: string) => messages.find(({ body }) => body === text)?.seq ?? 0

  const page = await visit(ada, `${team.chatUrl(team.general)}?at=${seqOf('entry 60.')}`)
  await expect(rowOf(page, 'entry 60.')).toBeInViewport()
  await expect(rowOf(page, 'entry 130.')).not.toBeInViewport()
  await isAlive(page)
  await page.getByRole('button', { name: /^Jump to newest/ }).click()
  await expect(rowOf(page, 'entry 130.')).toBeInViewport()

  await ada.api.chat.markUnread.mutate({ chatId: team.general, seq: seqOf('entry 40.') })
  await page.goto(team.chatUrl(team.general))
  await isAlive(page)
  await expect(page.getByText(/^91 new since/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Jump', exact: true }).click()
  await expect(rowOf(page, 'entry 40.')).toBeInViewport()
  await feedOf(page).getByRole('button', { name: 'Mark read' }).click()
  await expect(page.getByText('Marked as read').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  await expect(page.getByText(/new since/)).toHaveCount(0)
})
