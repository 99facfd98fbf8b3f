import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from '@playwright/test'
import { test as base, expect } from '@playwright/test'
import type { Name } from '../fixtures/people.ts'
import type { ChatId, WorkspaceId } from '../shared/ids.ts'
import type { Account } from './world/account.ts'
import { personOf, signUp } from './world/account.ts'
import { clusteredWorld } from './world/clustered.ts'
import { embeddedWorld } from './world/embedded.ts'
import { tail } from './world/program.ts'
import type { World } from './world/world.ts'

export { expect }
export type { Account, World }

/** A workspace of one story, with its people signed up and in #general. */
export interface Team {
  id: WorkspaceId
  slug: string
  general: ChatId
  /** The address of a chat. */
  chatUrl: (chatId: ChatId) => string
}

type Cast<N extends Name> = Record<N, Account> & { team: Team }

interface Fixtures {
  /** Makes a workspace with these people. */
  cast: <N extends Name>(...names: N[]) => Promise<Cast<N>>
  /** Opens a browser of its own, signed in or not, at a path of the site. */
  visit: (who: Account | null, path: string, options?: BrowserContextOptions) => Promise<Page>
}
interface WorkerFixtures {
  /**
   * `unclaimed`: a fresh installation without any account, for the story of the first day. `staged`: one of its own
   * that the test founds and fills. Stories with the same value share one.
   */
  installation: 'claimed' | 'unclaimed' | 'staged'
  world: World
  /** The first account of a claimed installation. */
  founder: Account
}

const complaints = new WeakMap<Page, string[]>()

/** What the page's console complained about since it was opened: warnings, errors, exceptions, reports of the content policy. */
export const complaintsOf = (page: Page): string[] => complaints.get(page) ?? []

const listen = (page: Page) => {
  const heard: string[] = []
  complaints.set(page, heard)
  page.on('pageerror', (error) => heard.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type()))
      heard.push(`${message.type()}: ${message.text()} (${message.location().url})`)
  })
}

/** Builds the web app, if its sources have changed since the last build. */
const build = () => {
  const script = fileURLToPath(new URL('../scripts/build.ts', import.meta.url))
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The web app cannot be built: see above.')
}

export const test = base.extend<Fixtures & { showLogs: undefined }, WorkerFixtures>({
  installation: ['claimed', { option: true, scope: 'worker' }],

  world: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of what a fixture needs out of this pattern
    async ({}, use, { project }) => {
      build()
      const world = await (project.name === 'clustered' ? clusteredWorld() : embeddedWorld())
      await use(world)
      await world.stop()
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  founder: [
    async ({ world, installation }, use) => {
      if (installation !== 'claimed')
        throw new Error(`a ${installation} installation has no founder`)
      await use(await signUp(world.url, personOf('dana'), { workspaceName: 'Harbour' }))
    },
    { scope: 'worker' },
  ],

  cast: async ({ world, founder }, use) => {
    await use(async (...names) => {
      const { id, slug } = await founder.api.workspace.create.mutate({ name: 'Story' })
      const { url: invite } = await founder.api.workspace.invite.mutate({
        workspaceId: id,
        role: 'admin',
      })
      const accounts: [Name, Account][] = []
      for (const name of names)
        accounts.push([name, await signUp(world.url, personOf(name), { invite })])
      const chats = await founder.api.chat.list.query({ workspaceId: id })
      const general = chats.find(({ name }) => name === 'general')
      if (!general) throw new Error('a workspace starts with #general')
      const team: Team = {
        id,
        slug,
        general: general.id,
        chatUrl: (chatId) => `/w/${slug}/chats/${chatId}`,
      }
      return { ...Object.fromEntries(accounts), team } as Cast<(typeof names)[number]>
    })
  },

  visit: async ({ world, browser }, use) => {
    const opened: { close: () => Promise<void> }[] = []
    await use(async (who, path, options = {}) => {
      const context = await browser.newContext({ baseURL: world.url, locale: 'en-US', ...options })
      opened.push(context)
      context.on('page', listen)
      if (who) await context.addCookies([{ ...who.cookie, url: world.url, httpOnly: true }])
      const page = await context.newPage()
      await page.goto(path)
      return page
    })
    for (const context of opened) await context.close()
  },

  showLogs: [
    async ({ world }, use, info) => {
      await use(undefined)
      if (info.status === info.expectedStatus) return
      for (const { name, log } of world.programs) {
        await info.attach(`${name}.log`, { path: log, contentType: 'text/plain' })
        console.log(`--- ${name}\n${tail(log, 15)}`)
      }
    },
    { auto: true },
  ],
})
