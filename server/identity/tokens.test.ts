import { eq } from 'drizzle-orm'
import { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createFechatter } from '../../sdk/index.ts'
import { accessTokens } from '../db/schema.ts'
import type { Notify } from '../notify/worker.ts'
import { start as startNotify } from '../notify/worker.ts'
import { serve } from '../serve.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { openStream } from '../testing/streams.ts'
import { testWeb } from '../testing/web.ts'
import { faultOf } from '../trpc.ts'

let app: TestApp
let notify: Notify
let server: Awaited<ReturnType<typeof serve>>
let world: World
let ada: Actor
let bo: Actor
let now = new Date()

beforeAll(async () => {
  app = await testApp({ override: () => ({ now: () => now }) })
  notify = await startNotify(app.deps)
  const main = testWeb(app.deps)
  server = await serve(new Hono().route('/', notify.app).route('/', main), {
    host: '127.0.0.1',
    port: 0,
  })
})
afterAll(async () => {
  await notify.stop()
  await server.stop()
  await app[Symbol.asyncDispose]()
})
beforeEach(async () => {
  now = new Date()
  const made = await app.people('ada', 'bo')
  world = made.world
  ;[ada, bo] = made.actors as [Actor, Actor]
})

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error).code,
  )
const programOf = (token: string) =>
  createFechatter({ url: `http://127.0.0.1:${server.port}`, token })
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: { data?: { fault?: { code: string } } }) => error.data?.fault?.code,
  )
const tokenOf = async (who: Actor, scope: 'read' | 'write' | 'admin', days?: number) =>
  who.api.identity.createToken({ name: 'deploys', scope, ...(days ? { days } : {}) })

test('a program does with a token what its scope lets it, through the SDK', async () => {
  const reader = programOf((await tokenOf(ada, 'read')).token)
  const writer = programOf((await tokenOf(ada, 'write')).token)
  const admin = programOf((await tokenOf(ada, 'admin')).token)
  expect((await reader.identity.me.query()).id).toBe(ada.id)
  const message = () => draft(world.general, 'deployed')
  expect(await refusal(reader.chat.send.mutate(message()))).toBe('forbidden')
  expect(await refusal(writer.chat.send.mutate(message()))).toBe('ok')
  const here = { workspaceId: world.id }
  expect(await refusal(writer.workspace.audit.query(here))).toBe('forbidden')
  expect(await refusal(admin.workspace.audit.query(here))).toBe('ok')
  expect(await refusal(admin.identity.sessions.query())).toBe('forbidden')
  const wish = { name: 'more', scope: 'read' as const }
  expect(await refusal(admin.identity.createToken.mutate(wish))).toBe('forbidden')
})

test('a token is shown once, kept as a hash, and listed with its last use', async () => {
  const { token, access } = await tokenOf(ada, 'read', 7)
  expect(token).toMatch(/^fct_[\w-]{43}$/)
  const rows = await app.deps.db.select().from(accessTokens).where(eq(accessTokens.userId, ada.id))
  expect(JSON.stringify(rows)).not.toContain(token)
  expect(await ada.api.identity.tokens()).toEqual([access])
  expect(access).toMatchObject({ name: 'deploys', hint: token.slice(-4), lastUsedAt: null })
  await programOf(token).identity.me.query()
  const [used] = await ada.api.identity.tokens()
  expect(used?.lastUsedAt).toBe(now.toISOString())
  expect(await bo.api.identity.tokens()).toEqual([])
})

test('expired, revoked and made-up tokens open nothing', async () => {
  const { token } = await tokenOf(ada, 'read', 1)
  expect(await refusal(programOf(token).identity.me.query())).toBe('ok')
  now = new Date(now.getTime() + 24 * 60 * 60 * 1000)
  expect(await refusal(programOf(token).identity.me.query())).toBe('unauthorized')
  const second = await tokenOf(ada, 'write')
  const tokenId = second.access.id
  expect(await codeOf(bo.api.identity.revokeToken({ tokenId }))).toBe('not_found')
  expect(await refusal(programOf(second.token).identity.me.query())).toBe('ok')
  expect(await codeOf(ada.api.identity.revokeToken({ tokenId }))).toBe('ok')
  expect(await refusal(programOf(second.token).identity.me.query())).toBe('unauthorized')
  expect(await refusal(programOf(`fct_${'a'.repeat(43)}`).identity.me.query())).toBe('unauthorized')
  expect(await refusal(programOf(tokenId).identity.me.query())).toBe('unauthorized')
})

test('a stream that was opened with a token hears, and ends when the token is revoked', async () => {
  const { token, access } = await tokenOf(ada, 'read')
  using stream = await openStream(server.port, { token })
  expect(stream.status).toBe(200)
  await stream.event('stream.ready')
  await bo.api.chat.send(draft(world.general, 'hear this'))
  await stream.event('message.sent', ({ message }) => message.body === 'hear this')
  await ada.api.identity.revokeToken({ tokenId: access.id })
  await stream.closed
  using again = await openStream(server.port, { token })
  expect(again.status).toBe(401)
})

test('a bot is added by an admin, acts by its token where it is invited, and stops when it is revoked', async () => {
  const here = { workspaceId: world.id }
  expect(await codeOf(bo.api.workspace.createBot({ ...here, name: 'Clock' }))).toBe('forbidden')
  const clock = await ada.api.workspace.createBot({ ...here, name: 'Clock' })
  const wish = { ...here, userId: clock.id, name: 'tower', scope: 'write' as const }
  const { token, access } = await ada.api.workspace.createBotToken(wish)
  const program = programOf(token)
  expect(await program.identity.me.query()).toMatchObject({ name: 'Clock', isBot: true })
  const { id: chatId } = await ada.api.chat.create({ ...here, kind: 'private', name: 'tower' })
  expect(await refusal(program.chat.send.mutate(draft(chatId, 'noon')))).toBe('not_found')
  await ada.api.chat.addMembers({ chatId, userIds: [clock.id] })
  expect(await refusal(program.chat.send.mutate(draft(chatId, 'noon')))).toBe('ok')
  expect(await refusal(program.identity.sessions.query())).toBe('forbidden')
  const [listed, ...more] = await ada.api.workspace.bots(here)
  expect(more).toEqual([])
  expect(listed).toMatchObject({ person: { name: 'Clock' }, tokens: [{ id: access.id }] })

  const house = { ...wish, userId: world.botId }
  expect(await codeOf(ada.api.workspace.createBotToken(house))).toBe('not_found')
  expect(await codeOf(ada.api.workspace.createBotToken({ ...wish, userId: bo.id }))).toBe(
    'not_found',
  )
  await ada.api.workspace.suspend({ ...here, userId: clock.id })
  expect(await refusal(program.chat.send.mutate(draft(chatId, 'one')))).toBe('not_found')
  await ada.api.workspace.reinstate({ ...here, userId: clock.id })
  expect(await refusal(program.chat.send.mutate(draft(chatId, 'one')))).toBe('ok')
  const one = { ...here, userId: clock.id, tokenId: access.id }
  await ada.api.workspace.revokeBotToken(one)
  expect(await refusal(program.identity.me.query())).toBe('unauthorized')
  expect(await codeOf(ada.api.workspace.revokeBotToken(one))).toBe('not_found')
  const acts = (await ada.api.workspace.audit(here)).map(({ action }) => action)
  expect(acts).toEqual(
    expect.arrayContaining(['bot.created', 'bot-token.created', 'bot-token.revoked']),
  )
})
