import type { BrowserContext, Request } from '@playwright/test'
import { isAlive, rowOf, say } from './chat.ts'
import { expect, test } from './world.ts'

/** Counts the event streams that the pages of a browser hold open. */
const openStreams = (context: BrowserContext): (() => number) => {
  const open = new Set<Request>()
  context.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/sse')) open.add(request)
  })
  context.on('requestfinished', (request) => open.delete(request))
  context.on('requestfailed', (request) => open.delete(request))
  return () => [...open].filter((request) => !request.frame().page().isClosed()).length
}

test('ten tabs of one browser live on one stream, and go on when the one that holds it is closed', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const address = team.chatUrl(team.general)
  const first = await visit(ada, address)
  const streams = openStreams(first.context())
  await first.reload()
  await isAlive(first)
  const tabs = [first]
  while (tabs.length < 10) {
    const tab = await first.context().newPage()
    await tab.goto(address)
    tabs.push(tab)
  }
  for (const tab of tabs) await isAlive(tab)
  const bos = await visit(bo, address)
  await isAlive(bos)

  await say(bos, 'To all of you.')
  for (const tab of tabs) await expect(rowOf(tab, 'To all of you.')).toBeVisible()
  await expect.poll(streams, 'a browser opens six connections to a host').toBe(1)

  const tenth = tabs.at(-1) ?? first
  await say(tenth, 'The tenth can speak.')
  await expect(rowOf(bos, 'The tenth can speak.')).toBeVisible()
  await expect(rowOf(first, 'The tenth can speak.')).toHaveCount(1)

  // The first tab opened the stream for all.
  await first.close()
  const others = tabs.slice(1)
  await say(bos, 'Is anybody left?')
  for (const tab of others) await expect(rowOf(tab, 'Is anybody left?')).toHaveCount(1)
  await expect.poll(streams).toBe(1)
  await say(tenth, 'All nine of us.')
  await expect(rowOf(bos, 'All nine of us.')).toHaveCount(1)
})
