import type { Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { adminParts } from '../../client/admin/parts.ts'
import { settingsParts } from '../../client/identity/parts.ts'
import type { Stage } from './stage.ts'

/** One thing that a person can have before her. */
export interface Screen {
  name: string
  path: string
  /** What she does there first. */
  act?: (page: Page) => Promise<void>
}

const press = (key: string) => (page: Page) => page.keyboard.press(key)

/** What a stranger can see. */
export const screensOfStrangers = ({ invite }: Pick<Stage, 'invite'>): Screen[] => [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'invite', path: new URL(invite).pathname },
  { name: 'invite-unknown', path: '/invite/nothing' },
  { name: 'forgot-password', path: '/forgot-password' },
  { name: 'reset-unknown', path: '/reset/nothing' },
]

/** What the owner of the stage can see: every screen of the app, and what opens over it. */
export const screensOfOwner = ({
  base,
  chats,
  decision,
  bosId,
}: Pick<Stage, 'base' | 'chats' | 'decision' | 'bosId'>): Screen[] => {
  const general = `${base}/chats/${chats.general}`
  const inGeneral = (name: string, query: string): Screen => ({ name, path: `${general}?${query}` })
  const section = (root: string, names: readonly string[]): Screen[] =>
    names.map((name) => ({ name: `${root.split('/').at(-1)}-${name}`, path: `${root}/${name}` }))
  return [
    { name: 'chat', path: general },
    inGeneral('thread', `thread=${decision}`),
    inGeneral('details', 'panel=details'),
    inGeneral('pins', 'panel=pins'),
    { name: 'chat-direct', path: `${base}/chats/${chats.direct}` },
    { name: 'chat-empty', path: `${base}/chats/${chats.quiet}` },
    { name: 'chat-archived', path: `${base}/chats/${chats.archived}` },
    ...[
      ...[
        'inbox',
        'mentions',
        'threads',
        'saved',
        'drafts',
        'files',
        'channels',
        'people',
        'stats',
      ],
    ].map((name) => ({ name, path: `${base}/${name}` })),
    { name: 'person', path: `${base}/people/${bosId}` },
    { name: 'search', path: `${base}/search?q=motor` },
    { name: 'search-empty', path: `${base}/search` },
    ...section('/settings', settingsParts),
    ...section(`${base}/admin`, adminParts),
    { name: 'new-workspace', path: '/workspaces/new' },
    { name: 'nothing', path: '/nothing-here' },
    { name: 'nothing-inside', path: `${base}/chats/00000000-0000-7000-8000-000000000000` },
    { name: 'palette', path: general, act: press('Control+K') },
    { name: 'shortcuts', path: general, act: press('Control+/') },
    {
      name: 'message-menu',
      path: general,
      act: async (page) => {
        await page.getByRole('article').last().click({ button: 'right' })
      },
    },
    {
      name: 'picture',
      path: general,
      act: async (page) => {
        const picture = page.getByRole('article').getByRole('link', { name: /harbour crane/ })
        // What opens it comes when there is time: until then the link leads to the picture itself.
        await expect(async () => {
          if (!page.url().endsWith(general)) await page.goto(general)
          await page.waitForFunction(() =>
            performance
              .getEntriesByType('resource')
              .some(({ name }) => name.includes('/FileList-')),
          )
          await picture.first().click()
          await page.getByRole('dialog').waitFor({ timeout: 1_000 })
        }).toPass({ timeout: 30_000 })
      },
    },
    {
      name: 'forward',
      path: general,
      act: async (page) => {
        await page.getByRole('article').last().focus()
        await page.keyboard.press('f')
        await page.getByRole('dialog').waitFor()
      },
    },
    {
      name: 'person-card',
      path: general,
      act: async (page) => {
        await page.getByRole('article').getByRole('link', { name: 'Bo Berg' }).last().click()
        await page.getByRole('dialog').getByRole('button').waitFor()
      },
    },
    {
      name: 'status',
      path: `${base}/inbox`,
      act: async (page) => {
        // On a phone it is a tab, else it stands below the sidebar.
        const mine = page.getByRole('link', { name: /^You$|: status and settings$/ })
        await mine.filter({ visible: true }).click()
        await page.getByRole('dialog').waitFor()
      },
    },
  ]
}
