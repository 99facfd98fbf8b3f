/** Takes pictures of the main pages, in both themes and on a phone, of an embedded system with a small conversation: `screenshots/*.png`. */
import { mkdirSync } from 'node:fs'
import type { Browser, BrowserContextOptions } from '@playwright/test'
import { chromium } from '@playwright/test'
import type { Account } from '../e2e/world/account.ts'
import { personOf, signUp } from '../e2e/world/account.ts'
import { draft } from '../e2e/world/draft.ts'
import { embeddedWorld } from '../e2e/world/embedded.ts'
import { answers } from './local-daemon.ts'
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
  pages: Readonly<Record<string, string>>,
) => {
  for (const [look, options] of Object.entries(looks)) {
    const context = await browser.newContext({ ...options, baseURL: url, locale: 'en-US' })
    if (who) await context.addCookies([{ ...who.cookie, url, httpOnly: true }])
    const page = await context.newPage()
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(path)
      await page.evaluate(() => document.fonts.ready)
      await page.screenshot({ path: `${directory}${name}-${look}.png` })
      console.log(`screenshots/${name}-${look}.png`)
    }
    await context.close()
  }
}

/** A morning in a workspace: what the pictures show. */
const stage = async (url: string) => {
  const ada = await signUp(url, personOf('ada'), { workspaceName: 'Analytical Engines' })
  const [workspace] = await ada.api.workspace.list.query()
  if (!workspace) throw new Error('the first account comes with a workspace')
  const workspaceId = workspace.id
  const { url: invite } = await ada.api.workspace.invite.mutate({ workspaceId })
  const bo = await signUp(url, personOf('bo'), { invite })
  const cleo = await signUp(url, personOf('cleo'), { invite })
  const [general] = await ada.api.chat.list.query({ workspaceId })
  if (!general) throw new Error('a workspace starts with #general')
  for (const [kind, name, topic] of [
    ['public', 'releases', 'What goes out, and when'],
    ['public', '設計', 'デザインの話'],
    ['private', 'hiring', ''],
  ] as const)
    await ada.api.chat.create.mutate({ workspaceId, kind, name, topic })
  const lines: [Account, string][] = [
    [bo, 'Good morning! The crane tests ran through the night, all **green**.'],
    [ada, 'Lovely. Did the load stay below 80 %?'],
    [bo, 'It did:\n```\nmax  74.2 %\np99  71.0 %\n```\nThe log is at https://example.org/runs/41'],
    [
      cleo,
      '> Did the load stay below 80 %?\n\nOn the old motor it was 91 %, so this is a real change.',
    ],
    [ada, 'Then we decided: the new motor goes into the harbour crane on Thursday.'],
    [ada, '@Bo can you tell the harbour office?'],
    [bo, 'Will do, today before noon.'],
    [cleo, '我们周四早上八点在码头见。'],
    [cleo, '@bot what did we decide about the motor?'],
  ]
  for (const [who, body] of lines) await who.api.chat.send.mutate(draft(general.id, body))
  await answers(async () => {
    const { messages } = await ada.api.chat.page.query({ chatId: general.id })
    if (messages.at(-1)?.body === lines.at(-1)?.[1]) throw new Error('the bot has not answered yet')
  }, 20_000)
  await answers(async () => {
    const { totals } = await ada.api.analytics.overview.query({ workspaceId })
    if (totals.messages < lines.length) throw new Error('not everything is counted yet')
  }, 20_000)
  await bo.api.chat.openDirect.mutate({
    workspaceId,
    userId: (await ada.api.identity.me.query()).id,
  })
  return { ada, base: `/w/${workspace.slug}`, chat: `/w/${workspace.slug}/chats/${general.id}` }
}

mkdirSync(directory, { recursive: true })
const world = await embeddedWorld()
const browser = await chromium.launch(config.use?.launchOptions ?? {})
try {
  await shoot(browser, world.url, null, { 'sign-up': '/sign-up' })
  const { ada, base, chat } = await stage(world.url)
  await shoot(browser, world.url, null, { 'sign-in': '/sign-in' })
  await shoot(browser, world.url, ada, {
    chat,
    search: `${base}/search?q=motor`,
    stats: `${base}/stats`,
    people: `${base}/people`,
    channels: `${base}/channels`,
    settings: '/settings',
    nothing: '/nothing-here',
  })
} finally {
  await browser.close()
  await world.stop()
}
