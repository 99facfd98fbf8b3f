import type { Page } from '@playwright/test'
import { composerOf } from './chat.ts'
import type { Account } from './world/account.ts'
import { expect } from './world.ts'
import type { ChatId } from '../shared/ids.ts'

/** The two channels between which somebody hurries, the one that she starts in first. */
export type Pair = readonly [Channel, Channel]
interface Channel {
  id: ChatId
  name: string
}

/**
 * Again and again: begins a thought in one channel, leaves it for the other by keyboard, and writes and sends there at once, without
 * waiting until it is shown.
 */
export const hurry = async (page: Page, channels: Pair, runs: number): Promise<void> => {
  const palette = page.getByRole('dialog', { name: 'Go to anything' })
  for (let run = 1; run <= runs; run += 1) {
    const [from, to] = run % 2 === 1 ? channels : [channels[1], channels[0]]
    await composerOf(page, `#${from.name}`).focus()
    await page.keyboard.type(`half in ${from.name} `)
    await page.keyboard.press('Control+K')
    await expect(palette.getByRole('combobox')).toBeFocused()
    await page.keyboard.type(`#${to.name}`)
    await page.keyboard.press('Enter')
    await page.keyboard.type(`run ${run} for ${to.name}`)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: `#${to.name}`, level: 1 })).toBeVisible()
    await expect(composerOf(page, `#${to.name}`)).toHaveValue('')
  }
}

/** The messages of a channel that were not written for it. An unfinished thought may stand before what was sent, if it is its own. */
export const misplacedIn = async (who: Account, { id, name }: Channel): Promise<string[]> => {
  const own = new RegExp(`^(?:half in ${name} )?run \\d+ for ${name}$`)
  const misplaced: string[] = []
  for (let before: number | undefined; ;) {
    const page = await who.api.chat.page.query({
      chatId: id,
      limit: 100,
      ...(before === undefined ? {} : { before }),
    })
    for (const { body, notice } of page.messages)
      if (!notice && !own.test(body)) misplaced.push(body)
    before = page.messages[0]?.seq
    if (!page.hasBefore || before === undefined) return misplaced
  }
}
