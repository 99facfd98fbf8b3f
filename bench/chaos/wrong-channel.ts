/** Hurries between two channels on a slow machine and counts what was sent to the wrong one: `npm run chaos:wrong-channel [runs]`. */
import { chromium } from '@playwright/test'
import { isAlive } from '../../e2e/chat.ts'
import { personOf, signUp } from '../../e2e/world/account.ts'
import { embeddedWorld } from '../../e2e/world/embedded.ts'
import { hurry, misplacedIn } from '../../e2e/wrong-channel.ts'
import config from '../../playwright.config.ts'

const runs = Number(process.argv[2] ?? 200)
const slowdown = 4

const world = await embeddedWorld()
const browser = await chromium.launch(config.use?.launchOptions ?? {})
try {
  const ada = await signUp(world.url, personOf('ada'), { workspaceName: 'Hurry' })
  const [workspace] = await ada.api.workspace.list.query()
  if (!workspace) throw new Error('the first account comes with a workspace')
  const workspaceId = workspace.id
  const [general] = await ada.api.chat.list.query({ workspaceId })
  if (!general) throw new Error('a workspace starts with #general')
  const other = await ada.api.chat.create.mutate({ workspaceId, kind: 'public', name: 'other' })
  const context = await browser.newContext({ baseURL: world.url, locale: 'en-US' })
  await context.addCookies([{ ...ada.cookie, url: world.url, httpOnly: true }])
  const page = await context.newPage()
  await page.goto(`/w/${workspace.slug}/chats/${general.id}`)
  await isAlive(page)
  const devtools = await context.newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  const channels = [
    { id: general.id, name: 'general' },
    { id: other.id, name: 'other' },
  ] as const
  await hurry(page, channels, runs)
  const misplaced: string[] = []
  for (const channel of channels) misplaced.push(...(await misplacedIn(ada, channel)))
  console.log(`${runs} runs at ${slowdown}x slowdown: ${misplaced.length} in the wrong place`)
  for (const body of misplaced) console.log(`  ${body}`)
  if (misplaced.length > 0) process.exitCode = 1
} finally {
  await browser.close()
  await world.stop()
}
