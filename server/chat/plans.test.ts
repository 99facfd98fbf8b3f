import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import type { Explained, PlanNode } from '../testing/explain.ts'
import { explaining, nodesOf } from '../testing/explain.ts'

/*
 * What is asked all the time must not grow with history. The planner is told to avoid sequential scans where it can: one that is left, or
 * an index that is read from end to end, says that there is no index for the question. `npm run bench:scale` shows the times.
 */
let app: TestApp
let explain: (work: () => Promise<unknown>) => Promise<Explained[]>
let ada: Actor
let world: World
let root: ReturnType<typeof draft>

beforeAll(async () => {
  app = await testApp({
    override: ({ db }) => {
      const recorded = explaining(db, { avoidScans: true })
      explain = recorded.explain
      return { db: recorded.db }
    },
  })
  const { world: here, actors } = await app.people('ada', 'bo')
  const [first, bo] = actors as [Actor, Actor]
  ada = first
  world = here
  root = draft(world.general, 'root')
  await ada.api.chat.send(root)
  for (let n = 0; n < 20; n += 1) await bo.api.chat.send(draft(world.general, `@ada ${n}`))
  await bo.api.chat.send({ ...draft(world.general, 'reply'), threadId: root.id })
})
afterAll(() => app[Symbol.asyncDispose]())

const history = ['messages', 'outbox', 'mentions', 'reactions', 'pins', 'thread_followers']
const isBounded = (node: PlanNode) =>
  !node['Node Type'].includes('Scan') ||
  node['Node Type'] === 'Bitmap Heap Scan' ||
  node['Index Cond'] !== undefined

test.each<[string, () => Promise<unknown>]>([
  ['the newest page', () => ada.api.chat.page({ chatId: world.general })],
  ['an older page', () => ada.api.chat.page({ chatId: world.general, before: 9 })],
  ['a newer page', () => ada.api.chat.page({ chatId: world.general, after: 3 })],
  ['a page around a message', () => ada.api.chat.page({ chatId: world.general, around: 9 })],
  [
    'a page around a date',
    () => ada.api.chat.page({ chatId: world.general, date: '2026-11-24T00:00:00Z' }),
  ],
  ['what has happened since', () => ada.api.chat.since({ chatId: world.general, seq: 9 })],
  ['a thread', () => ada.api.chat.thread({ chatId: world.general, threadId: root.id })],
  ['my chats', () => ada.api.chat.list({ workspaceId: world.id })],
  ['my inbox', () => ada.api.chat.inbox({ workspaceId: world.id })],
  ['everything that waits', () => ada.api.chat.waiting()],
  ['my threads', () => ada.api.chat.threads({ workspaceId: world.id })],
  ['my mentions', () => ada.api.chat.mentionsOfMe({})],
  ['what I have saved', () => ada.api.chat.saved({})],
  ['the pins', () => ada.api.chat.pins({ chatId: world.general })],
  ['a permalink', () => ada.api.chat.find({ messageId: root.id })],
  ['sending', () => ada.api.chat.send(draft(world.general, '@bo hello'))],
  ['replying', () => ada.api.chat.send({ ...draft(world.general, 'so'), threadId: root.id })],
  ['reading', () => ada.api.chat.markRead({ chatId: world.general, seq: 9 })],
])('%s looks at no more of the history than it shows', async (_name, work) => {
  const plans = await explain(work)
  expect(plans.length).toBeGreaterThan(0)
  for (const { text, plan } of plans)
    for (const node of nodesOf(plan))
      if (history.includes(node['Relation Name'] ?? ''))
        expect({ text, node: node['Node Type'], bounded: isBounded(node) }).toMatchObject({
          bounded: true,
        })
})
