import type { Page } from '@playwright/test'
import { composerOf, feedOf, isAlive, rowOf, say } from './chat.ts'
import { complaintsOf, expect, test } from './world.ts'

const toolbarOf = (page: Page, text: string) =>
  rowOf(page, text).getByRole('toolbar', { name: 'Message controls' })

/** Opens the menu of a message and chooses from it. */
const choose = async (page: Page, text: string, what: string) => {
  await rowOf(page, text).hover()
  await toolbarOf(page, text).getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: what }).click()
}
const threadOf = (page: Page) => page.getByRole('complementary', { name: 'Thread' })

test('two people converse: react, reply, edit, delete, pin, save, mark unread', async ({
  cast,
  visit,
}) => {
  test.setTimeout(120_000)
  const { ada, bo, team } = await cast('ada', 'bo')
  const adas = await visit(ada, team.chatUrl(team.general))
  const bos = await visit(bo, team.chatUrl(team.general))
  await isAlive(adas)
  await isAlive(bos)
  for (const line of ['Who takes the crane?', 'We meet on Friday.', 'Wrong window.'])
    await say(bos, line)
  await expect(rowOf(adas, 'Wrong window.')).toBeVisible()

  await test.step('a reaction is seen by both, and whose it is', async () => {
    await rowOf(adas, 'takes the crane').hover()
    await toolbarOf(adas, 'takes the crane').getByRole('button', { name: 'React with 👍' }).click()
    const chip = rowOf(bos, 'takes the crane').getByRole('button', {
      name: 'Ada Lovelace reacted with 👍',
    })
    await expect(chip).toHaveAttribute('aria-pressed', 'false')
    await chip.click()
    await expect(
      rowOf(adas, 'takes the crane').getByRole('button', { name: /^You and Bo Berg reacted/ }),
    ).toHaveAttribute('aria-pressed', 'true')
  })

  await test.step('an emoji is found by its name', async () => {
    await rowOf(adas, 'takes the crane').hover()
    await toolbarOf(adas, 'takes the crane').getByRole('button', { name: 'Add a reaction' }).click()
    await adas.getByRole('searchbox', { name: 'Search emoji' }).fill('party popper')
    await adas.getByRole('gridcell').getByRole('button', { name: 'party popper' }).click()
    await expect(rowOf(bos, 'takes the crane').getByText('🎉')).toBeVisible()
  })

  await test.step('a reply makes a thread, folded under its root', async () => {
    await rowOf(adas, 'takes the crane').hover()
    await toolbarOf(adas, 'takes the crane')
      .getByRole('button', { name: 'Reply in thread' })
      .click()
    const box = threadOf(adas).getByRole('textbox')
    await box.fill('I do, from eight.')
    await box.press('Enter')
    await expect(
      threadOf(adas).getByRole('article').filter({ hasText: 'from eight' }),
    ).toBeVisible()
    await expect(rowOf(adas, 'from eight')).toHaveCount(0)
    const card = rowOf(bos, 'takes the crane').getByRole('link', { name: /1 reply/ })
    await expect(card).toContainText('new replies')
    await card.click()
    const reply = threadOf(bos).getByRole('article').filter({ hasText: 'from eight' })
    await expect(reply).toBeVisible()
    await expect(bos).toHaveURL(/\?thread=/)
    await expect(card).not.toContainText('new replies')
    await box.pressSequentially('And')
    await expect(threadOf(bos).getByText('Ada Lovelace is typing…')).toBeVisible()
    await box.fill('')
    await bos.reload()
    await expect(reply).toBeVisible()
    await threadOf(bos).getByRole('link', { name: 'Close thread' }).click()
    await expect(threadOf(bos)).toHaveCount(0)
  })

  await test.step('an edit shows at once, and what was said before can be read', async () => {
    await choose(bos, 'meet on Friday', 'Edit')
    const box = feedOf(bos).getByRole('textbox', { name: 'Change the message' })
    await box.fill('We meet on Monday.')
    await box.press('Enter')
    await expect(rowOf(adas, 'We meet on Monday.')).toBeVisible()
    await rowOf(adas, 'We meet on Monday.').getByRole('button', { name: '(edited)' }).click()
    const dialog = adas.getByRole('dialog', { name: 'Edit history' })
    await expect(dialog.getByRole('deletion')).toHaveText('Friday')
    await expect(dialog.getByRole('insertion')).toHaveText('Monday')
    await adas.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
  })

  await test.step('a deleted message leaves a trace only', async () => {
    await choose(bos, 'Wrong window.', 'Delete')
    await bos.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(rowOf(adas, 'This message was deleted.')).toBeVisible()
    await expect(rowOf(adas, 'Wrong window.')).toHaveCount(0)
  })

  await test.step('a pin is everybody’s, what is saved is one’s own', async () => {
    await choose(adas, 'We meet on Monday.', 'Pin to this chat')
    await choose(adas, 'We meet on Monday.', 'Save for later')
    await expect(rowOf(adas, 'We meet on Monday.')).toContainText('PinnedSaved')
    await expect(rowOf(bos, 'We meet on Monday.')).toContainText('Pinned')
    await expect(rowOf(bos, 'We meet on Monday.')).not.toContainText('Saved')
    await bos.getByRole('link', { name: 'Pinned messages' }).click()
    const pins = bos.getByRole('complementary', { name: 'Pinned messages' })
    await expect(pins.getByRole('listitem')).toHaveText([/We meet on Monday\./])
    await pins.getByRole('link', { name: 'Close' }).click()
  })

  await test.step('the day leads to a calendar, and the calendar to the day', async () => {
    await feedOf(adas).getByRole('button', { name: 'Today' }).click()
    const calendar = adas.getByRole('dialog', { name: 'Jump to a date' })
    await adas.keyboard.press('ArrowLeft')
    await adas.keyboard.press('ArrowRight')
    await adas.keyboard.press('Enter')
    await expect(calendar).toHaveCount(0)
    await expect(rowOf(adas, 'takes the crane')).toBeInViewport()
  })

  await test.step('marked unread from here it waits again', async () => {
    await choose(adas, 'takes the crane', 'Mark unread from here')
    await expect(adas.getByText(/^2 new since/).first()).toBeVisible()
    await expect
      .poll(() => ada.api.chat.get.query({ chatId: team.general }))
      .toMatchObject({ unread: 2, manualUnread: true })
  })

  for (const page of [adas, bos]) expect(complaintsOf(page)).toEqual([])
})

test('with the keyboard alone', async ({ cast, visit }) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  await say(page, 'My own words.')
  const current = async () => {
    const [seen] = (await bo.api.chat.page.query({ chatId: team.general })).messages.slice(-1)
    return seen
  }
  await expect.poll(async () => (await current())?.body).toBe('My own words.')

  // From the composer back into the list, to the message that is its tab stop.
  await rowOf(page, 'My own words.').focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('j')
  await expect(rowOf(page, 'My own words.')).toBeFocused()

  await page.keyboard.press('e')
  await page.keyboard.press('End')
  await page.keyboard.type(' Changed.')
  await page.keyboard.press('Enter')
  await expect(rowOf(page, 'My own words. Changed.')).toBeFocused()
  await expect.poll(async () => (await current())?.body).toBe('My own words. Changed.')

  await page.keyboard.press('+')
  await expect(page.getByRole('searchbox', { name: 'Search emoji' })).toBeFocused()
  await page.keyboard.type('rocket')
  await expect(page.getByRole('gridcell').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(
    rowOf(page, 'Changed.').getByRole('button', { name: 'You reacted with 🚀' }),
  ).toBeVisible()
  await expect(rowOf(page, 'Changed.')).toBeFocused()

  await page.keyboard.press('s')
  await expect(rowOf(page, 'Changed.')).toContainText('Saved')
  await page.keyboard.press('p')
  await expect(rowOf(page, 'Changed.')).toContainText('Pinned')

  await page.keyboard.press('Enter')
  await expect(
    page.getByRole('toolbar', { name: 'Message controls' }).getByRole('button').first(),
  ).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(rowOf(page, 'Changed.')).toBeFocused()

  await page.keyboard.press('r')
  await expect(threadOf(page).getByRole('textbox')).toBeFocused()
  await page.keyboard.type('A reply to myself.')
  await page.keyboard.press('Enter')
  await expect(threadOf(page).getByRole('article').filter({ hasText: 'to myself' })).toBeVisible()
  await threadOf(page).getByRole('link', { name: 'Close thread' }).press('Enter')
  await rowOf(page, 'Changed.').focus()
  await page.keyboard.press('Escape')
  await expect(composerOf(page)).toBeFocused()
})
