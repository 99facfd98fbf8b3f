/** Takes pictures of every screen, in both themes and on a phone, of an embedded system in the middle of a morning: `screenshots/*.png`. */
import { mkdirSync } from 'node:fs'
import type { Browser, BrowserContextOptions } from '@playwright/test'
import { chromium } from '@playwright/test'
import type { Account } from '../e2e/world/account.ts'
import { embeddedWorld } from '../e2e/world/embedded.ts'
import type { Screen } from '../e2e/world/screens.ts'
import { screensOfOwner, screensOfStrangers } from '../e2e/world/screens.ts'
import { stageMorning } from '../e2e/world/stage.ts'
import config from '../playwright.config.ts'

const looks: Record<string, BrowserContextOptions> = {
  light: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  phone: {
    viewport: { width: 390, height: 844 },
    colorScheme: 'light',
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  },
}
const directory = new URL('../screenshots/', import.meta.url).pathname

const shoot = async (
  browser: Browser,
  url: string,
  who: Account | null,
  screens: readonly Screen[],
) => {
  for (const [look, options] of Object.entries(looks)) {
    const context = await browser.newContext({ ...options, baseURL: url, locale: 'en-US' })
    if (who) await context.addCookies([{ ...who.cookie, url, httpOnly: true }])
    const page = await context.newPage()
    for (const { name, path, act } of screens) {
      await page.goto(path)
      await page.waitForFunction(() => document.documentElement.dataset.alive !== undefined)
      await act?.(page)
      await page.evaluate(() => document.fonts.ready)
      // What opens is taken open.
      await page.screenshot({ path: `${directory}${name}-${look}.png`, animations: 'disabled' })
      console.log(`screenshots/${name}-${look}.png`)
    }
    await context.close()
  }
}

mkdirSync(directory, { recursive: true })
const world = await embeddedWorld()
const browser = await chromium.launch(config.use?.launchOptions ?? {})
try {
  await shoot(browser, world.url, null, [{ name: 'sign-up', path: '/sign-up' }])
  const stage = await stageMorning(world.url)
  await shoot(browser, world.url, null, screensOfStrangers(stage))
  await shoot(browser, world.url, stage.ada, screensOfOwner(stage))
} finally {
  await browser.close()
  await world.stop()
}
