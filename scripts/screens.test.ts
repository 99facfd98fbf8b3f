import { expect, test } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { routes } from '../client/routes.ts'
import { screensOfOwner, screensOfStrangers } from '../e2e/world/screens.ts'
import type { ChatId, MessageId, UserId } from '../shared/ids.ts'

/** They lead on to another page, or are for those who build with the components. */
const noScreens = ['Home', 'Settings', 'Workspace', 'Permalink', 'Admin', 'Kit']

test('every page is among the screens that are looked at and checked for accessibility', () => {
  const router = createRouter({ history: createMemoryHistory(), routes })
  const id = '0190f4a2-7c1e-7d51-9c38-5a2f3c0d9b11'
  const [chat, messageId, userId] = [id as ChatId, id as MessageId, id as UserId]
  const chats = { general: chat, releases: chat, quiet: chat, archived: chat, direct: chat }
  const stage = { base: '/w/harbour', chats, decision: messageId, bosId: userId }
  const screens = [
    { path: '/sign-up' },
    ...screensOfStrangers({ invite: 'https://chat.example.org/invite/abc' }),
    ...screensOfOwner(stage),
  ]
  const shown = new Set(screens.map(({ path }) => router.resolve(path).name))
  const pages = routes.map(({ name }) => name).filter((name) => !noScreens.includes(String(name)))
  expect(pages.filter((name) => !shown.has(name))).toEqual([])
})
