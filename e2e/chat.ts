import type { Locator, Page } from '@playwright/test'
import { expect } from '@playwright/test'

/** The list of messages of a chat: `#general`, or a person's name for a direct chat. */
export const feedOf = (page: Page, chat = '#general'): Locator =>
  page.getByRole('feed', { name: `Messages ${chat.startsWith('#') ? 'in' : 'with'} ${chat}` })

/** The row of a message that holds this text. */
export const rowOf = (page: Page, text: string | RegExp, chat = '#general'): Locator =>
  feedOf(page, chat).getByRole('article').filter({ hasText: text })

export const composerOf = (page: Page, chat = '#general'): Locator =>
  page.getByRole('textbox', { name: `Message ${chat}`, exact: true })

/** The link of a chat in the sidebar, e.g. `general, 2 unread`. */
export const linkOf = (page: Page, name: string | RegExp): Locator =>
  page
    .getByRole('navigation', { name: 'Channels and messages' })
    .getByRole('link', { name, exact: typeof name === 'string' })

/** Writes a message and sends it with Enter. */
export const say = async (page: Page, text: string, chat = '#general'): Promise<void> => {
  const composer = composerOf(page, chat)
  await composer.fill(text)
  await composer.press('Enter')
  await expect(composer).toHaveValue('')
}

/** What matches in each row of the list, from top to bottom. */
export const seenIn = async (page: Page, mark: RegExp, chat = '#general'): Promise<string[]> => {
  const texts = await feedOf(page, chat).getByRole('article').allTextContents()
  return texts.flatMap((text) => mark.exec(text)?.[0] ?? [])
}

/** Resolves when the page's code has taken over what the server rendered: only then an empty message cannot be sent. */
export const isAlive = async (page: Page): Promise<void> => {
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled()
}
