/**
 * What a person feels: the first paint of a channel, a key, a switch of chats with 2,000 of them in the sidebar, and the heap of a
 * tab in which an hour's messages arrive. `npm run bench:client`; the figures go to docs/performance.md.
 */
import type { CDPSession, Page } from '@playwright/test'
import { chromium } from '@playwright/test'
import type { Account } from '../e2e/world/account.ts'
import { personOf, signUp } from '../e2e/world/account.ts'
import { draft } from '../e2e/world/draft.ts'
import { embeddedWorld } from '../e2e/world/embedded.ts'
import config from '../playwright.config.ts'
import type { ChatId } from '../shared/ids.ts'

const loads = 15
const keys = 60
const switches = 30
const channels = Number(process.env.CHANNELS ?? 2000)
/** One a second for an hour. */
const traffic = Number(process.env.MESSAGES ?? 3600)
const atOnce = 16

const quantile = (all: readonly number[], q: number) =>
  all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * q))] ?? NaN
const line = (name: string, all: readonly number[], unit = 'ms') =>
  console.log(
    `${name.padEnd(46)} p50 ${quantile(all, 0.5).toFixed(1).padStart(7)} ${unit}   p95 ${quantile(all, 0.95).toFixed(1).padStart(7)} ${unit}`,
  )

/** Runs `work` for 0 … n-1, some at once. */
const each = async (n: number, work: (index: number) => Promise<unknown>) => {
  let next = 0
  const hand = async () => {
    for (let index = next++; index < n; index = next++) await work(index)
  }
  await Promise.all(Array.from({ length: atOnce }, hand))
}

/** Resolves when the page's code has taken over. */
const alive = (page: Page) =>
  page.waitForFunction(() => document.documentElement.dataset.alive !== undefined)

/** Of the rendered page alone: a browser that has just loaded one asks for more, and would be measured against itself. */
const firstByte = async (page: Page, path: string) => {
  const took: number[] = []
  for (let n = 0; n < loads * 2; n += 1) {
    const began = performance.now()
    const response = await fetch(new URL(path, page.url()), {
      headers: { cookie: await cookieOf(page), accept: 'text/html' },
    })
    took.push(performance.now() - began)
    await response.arrayBuffer()
  }
  line('TTFB of a channel with 50 messages', took)
}

const cookieOf = async (page: Page) =>
  (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')

/** Resolves when the page has asked for all that it asks for by itself. */
const settled = async (page: Page) => {
  await alive(page)
  await page.waitForFunction(
    (quiet) =>
      performance
        .getEntriesByType('resource')
        .every(({ startTime }) => performance.now() - startTime > quiet),
    1000,
  )
}

const firstPaint = async (page: Page, path: string) => {
  const [lcp, shift]: number[][] = [[], []]
  for (let n = 0; n < loads; n += 1) {
    await page.goto(path)
    await settled(page)
    const seen = await page.evaluate(
      () =>
        new Promise<{ lcp: number; shift: number }>((resolve) => {
          let shift = 0
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries())
              if ('value' in entry && typeof entry.value === 'number') shift += entry.value
          }).observe({ type: 'layout-shift', buffered: true })
          new PerformanceObserver((list) => {
            const last = list.getEntries().at(-1)
            requestAnimationFrame(() => resolve({ lcp: last?.startTime ?? NaN, shift }))
          }).observe({ type: 'largest-contentful-paint', buffered: true })
        }),
    )
    lcp?.push(seen.lcp)
    shift?.push(seen.shift)
  }
  line('LCP of a channel with 50 messages', lcp ?? [])
  console.log(
    `layout shift (CLS), the largest of ${loads} loads`.padEnd(46),
    Math.max(...(shift ?? [])).toFixed(3),
  )
}

const typing = async (page: Page) => {
  const box = page.getByRole('textbox', { name: 'Message #general' })
  await box.focus()
  const took: number[] = []
  for (let n = 0; n < keys; n += 1) {
    await page.evaluate(() => {
      const seen = globalThis as { painted?: Promise<number> }
      seen.painted = new Promise((resolve) => {
        addEventListener(
          'keydown',
          (event) => {
            // After the next frame: a message to ourselves comes when it was painted.
            requestAnimationFrame(() => {
              const channel = new MessageChannel()
              channel.port1.onmessage = () => resolve(performance.now() - event.timeStamp)
              channel.port2.postMessage(null)
            })
          },
          { once: true, capture: true },
        )
      })
    })
    await page.keyboard.press('x')
    took.push(await page.evaluate(() => (globalThis as { painted?: Promise<number> }).painted ?? 0))
  }
  line(`keystroke to paint, ${channels} channels`, took)
}

const switching = async (page: Page, paths: readonly string[]) => {
  const took: number[] = []
  for (let n = 0; n < switches + paths.length; n += 1) {
    const path = paths[n % paths.length] ?? ''
    const ms = await page.evaluate(async (to) => {
      const link = document.querySelector<HTMLAnchorElement>(`nav a[href="${to}"]`)
      if (!link) throw new Error(`no link to ${to}`)
      const before = document.querySelector('[role="feed"]')
      const began = performance.now()
      link.click()
      await new Promise<void>((resolve) => {
        const look = () => {
          const now = document.querySelector('[role="feed"]')
          if (location.pathname === to && now && now !== before) resolve()
          else requestAnimationFrame(look)
        }
        look()
      })
      return performance.now() - began
    }, path)
    // Each is opened once before it is counted: from then on it is in the tab's memory.
    if (n >= paths.length) took.push(ms)
  }
  line(`switch to a chat that was open before, ${channels} channels`, took)
}

const heapOf = async (cdp: CDPSession) => {
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize } = await cdp.send('Runtime.getHeapUsage')
  return usedSize / 2 ** 20
}

const hour = async (page: Page, from: Account, general: ChatId) => {
  const cdp = await page.context().newCDPSession(page)
  const part = async (n: number) => {
    await each(Math.floor(n), (index) =>
      from.api.chat.send.mutate(draft(general, `message ${index} of an ordinary hour`)),
    )
    const last = draft(general, `end of part ${crypto.randomUUID()}`)
    await from.api.chat.send.mutate(last)
    await page.getByRole('feed').getByText(last.body).waitFor({ timeout: 60_000 })
    return heapOf(cdp)
  }
  // The first part fills what is bounded: rows, caches, the log of the stream.
  const first = await part(traffic / 3)
  const end = await part((traffic / 3) * 2)
  console.log(
    `heap after ${traffic / 3} and ${traffic} messages`.padEnd(46),
    `${first.toFixed(1)} MiB, ${end.toFixed(1)} MiB: × ${(end / first).toFixed(2)}`,
  )
}

const world = await embeddedWorld({ LIMIT_ACCOUNT: '1000000', LIMIT_NETWORK: '1000000' })
const browser = await chromium.launch(config.use?.launchOptions ?? {})
try {
  const ada = await signUp(world.url, personOf('ada'), { workspaceName: 'Analytical Engines' })
  const [workspace] = await ada.api.workspace.list.query()
  if (!workspace) throw new Error('the first account comes with a workspace')
  const workspaceId = workspace.id
  const { url: invite } = await ada.api.workspace.invite.mutate({ workspaceId })
  const bo = await signUp(world.url, personOf('bo'), { invite })
  const [general] = await ada.api.chat.list.query({ workspaceId })
  if (!general) throw new Error('a workspace starts with #general')
  const base = `/w/${workspace.slug}/chats`
  const made: ChatId[] = []
  await each(channels - 1, async (n) => {
    const name = `channel-${String(n).padStart(4, '0')}`
    made.push((await ada.api.chat.create.mutate({ workspaceId, kind: 'public', name })).id)
  })
  for (let n = 0; n < 50; n += 1)
    await bo.api.chat.send.mutate(draft(general.id, `message ${n}: **some** text, \`code\``))

  const context = await browser.newContext({ baseURL: world.url, locale: 'en-US' })
  await context.addCookies([{ ...ada.cookie, url: world.url, httpOnly: true }])
  const page = await context.newPage()
  await page.goto('/')
  await settled(page)
  await firstByte(page, `${base}/${general.id}`)
  await firstPaint(page, `${base}/${general.id}`)
  await typing(page)
  const shown = await page
    .locator(`nav a[href^="${base}/"]`)
    .evaluateAll((links) => links.slice(0, 3).map((link) => link.getAttribute('href') ?? ''))
  const paths = [...new Set([...shown, `${base}/${general.id}`])]
  for (const path of paths)
    await ada.api.chat.send.mutate(draft(path.slice(base.length + 1) as ChatId, 'a first word'))
  await switching(page, paths)
  await page.goto(`${base}/${general.id}`)
  await alive(page)
  await hour(page, bo, general.id)
} finally {
  await browser.close()
  await world.stop()
}
