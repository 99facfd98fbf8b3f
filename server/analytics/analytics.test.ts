import { afterAll, beforeAll, expect, test } from 'vitest'
import type { UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { chatMembers } from '../db/schema.ts'
import type { UsageRow } from '../ports.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'
import { clickhouseTime, daysUntil } from './time.ts'
import { start } from './worker.ts'

let app: TestApp
let stop: () => Promise<void>
/** Noon, so that an hour more or less is the same day; not long ago, for rows live for 90 days only. */
const today = new Date(new Date().setUTCHours(12, 0, 0, 0))
const hoursAgo = (hours: number) => new Date(today.getTime() - hours * 3_600_000)
let now = today

beforeAll(async () => {
  app = await testApp({ override: () => ({ now: () => now }) })
  ;({ stop } = await start(app.deps))
})
afterAll(async () => {
  await stop()
  await app[Symbol.asyncDispose]()
})

const said = (workspace: WorkspaceId, more: Partial<UsageRow>): UsageRow => ({
  ...{ event_id: newId(), type: 'message.sent', workspace_id: workspace, chat_id: newId() },
  ...{ user_id: newId<UserId>(), is_bot: 0, at: clickhouseTime(today), ...more },
})

test('days are those of UTC', () => {
  expect(daysUntil(new Date('2026-03-01T00:30:00+02:00'), 3)).toEqual([
    ...['2026-02-26', '2026-02-27', '2026-02-28'],
  ])
  expect(clickhouseTime(new Date('2026-03-01T00:30:00.005+02:00'))).toBe('2026-02-28 22:30:00.005')
})

test('counts per day, with a zero for each quiet day, bots apart, each event once', async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const mine = (more: Partial<UsageRow>) => said(world.id, { user_id: ada.id, ...more })
  const twice = mine({})
  await app.deps.warehouse.insert([
    ...[twice, mine({}), mine({ user_id: bo.id }), mine({ user_id: world.botId, is_bot: 1 })],
    ...[mine({ type: 'message.edited' }), mine({ type: 'member.joined' })],
    mine({ at: clickhouseTime(hoursAgo(48)) }),
    // The edges of the range: the first moment is in, the one before it and the one after the last are not.
    mine({ at: `${daysUntil(today, 4)[0]} 00:00:00.000` }),
    mine({ at: `${daysUntil(today, 5)[0]} 23:59:59.999` }),
    mine({ at: `${daysUntil(hoursAgo(-24), 1)[0]} 00:00:00.000` }),
    said(newId<WorkspaceId>(), {}),
  ])
  await app.deps.warehouse.insert([twice])
  const [d0, d1, d2, d3] = daysUntil(today, 4)
  expect(await bo.api.analytics.overview({ workspaceId: world.id, days: 4 })).toEqual({
    days: [
      { day: d0, messages: 1, people: 1, botAnswers: 0 },
      { day: d1, messages: 1, people: 1, botAnswers: 0 },
      { day: d2, messages: 0, people: 0, botAnswers: 0 },
      { day: d3, messages: 3, people: 2, botAnswers: 1 },
    ],
    totals: { messages: 5, people: 2, botAnswers: 1 },
    channels: [],
  })
  now = hoursAgo(48)
  const { totals } = await bo.api.analytics.overview({ workspaceId: world.id, days: 1 })
  now = today
  expect(totals).toEqual({ messages: 1, people: 1, botAnswers: 0 })
})

test('names the busiest public channels, and no other', async () => {
  const { world, actors } = await app.people('ada')
  const [ada] = actors as [Actor]
  const create = (kind: 'public' | 'private', name: string) =>
    ada.api.chat.create({ workspaceId: world.id, kind, name })
  const [open, vault] = [await create('public', 'open'), await create('private', 'vault')]
  const rows = [open.id, open.id, world.general, vault.id, vault.id, vault.id].map((chat_id) =>
    said(world.id, { chat_id }),
  )
  await app.deps.warehouse.insert(rows)
  const overview = await ada.api.analytics.overview({ workspaceId: world.id })
  expect(overview.channels).toEqual([
    { chatId: open.id, name: 'open', messages: 2 },
    { chatId: world.general, name: 'general', messages: 1 },
  ])
  expect(JSON.stringify(overview)).not.toContain('vault')
  expect(overview.totals.messages).toBe(6)
})

test('turns events into rows that hold no content', async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const message = draft(world.general, 'canary in the text')
  await ada.api.chat.send(message)
  const { chatId, id: messageId } = message
  await ada.api.chat.edit({ chatId, messageId, body: 'another canary' })
  await ada.api.chat.delete({ chatId, messageId })
  const rows = () =>
    app.deps.warehouse.query<UsageRow>(
      'SELECT * FROM usage_events FINAL WHERE workspace_id = {workspace:String} ORDER BY toUInt64(event_id)',
      { workspace: world.id },
    )
  await expect
    .poll(async () => (await rows()).at(-1)?.type, { timeout: 10_000 })
    .toBe('message.deleted')
  const all = await rows()
  expect(all.slice(-3)).toEqual(
    ['message.sent', 'message.edited', 'message.deleted'].map((type) => ({
      ...{ event_id: expect.stringMatching(/^\d+$/), type, workspace_id: world.id },
      ...{ chat_id: chatId, user_id: ada.id, is_bot: 0 },
      at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
    })),
  )
  const joined = all.filter(({ type }) => type === 'member.joined')
  const members = await app.deps.db.$count(chatMembers)
  expect(members).toBeGreaterThan(0)
  expect(joined.map(({ user_id }) => user_id)).toContain(bo.id)
  expect(joined.find(({ user_id }) => user_id === world.botId)?.is_bot).toBe(1)
  expect(JSON.stringify(all)).not.toMatch(/canary|Lovelace/)
})

test('is for members of the workspace, not for guests', async () => {
  const { world } = await app.people('ada')
  const guest = await app.person('dana', world, 'guest')
  const [eve] = (await app.people('eve')).actors as [Actor]
  const ask = (who: Actor, days = 7) =>
    who.api.analytics.overview({ workspaceId: world.id, days }).catch(faultOf)
  expect(await ask(guest)).toMatchObject({ code: 'forbidden' })
  expect(await ask(eve)).toMatchObject({ code: 'not_found' })
  const bo = await app.person('bo', world)
  expect(await ask(bo)).toMatchObject({ days: expect.any(Array) })
  for (const days of [0, 91, 1.5]) expect(await ask(bo, days)).toMatchObject({ field: 'days' })
})
