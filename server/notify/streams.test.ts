import { createTRPCClient, httpSubscriptionLink } from '@trpc/client'
import { sql } from 'drizzle-orm'
import { EventSource } from 'eventsource'
import { connect } from 'node:net'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StreamEvent } from '../../shared/events.ts'
import type { ChatId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { relay } from '../db/schema.ts'
import { roleApp } from '../health.ts'
import type { AppRouter } from '../router.ts'
import { serve } from '../serve.ts'
import { startSession } from '../identity/sessions.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import type { OpenStream } from '../testing/streams.ts'
import { framesOf, openStream } from '../testing/streams.ts'
import type { Notify } from './worker.ts'
import { start } from './worker.ts'

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 })

let app: TestApp
let role: Notify
let server: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  app = await testApp()
  role = await start(app.deps)
  server = await serve(roleApp(app.deps, 'notify', role.app), { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  const closed = server.stop()
  role.drain()
  await closed
  await role.stop()
  await app[Symbol.asyncDispose]()
})

const story = async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  return { world, ada, bo }
}
/** A stream that is up to date. */
const follow = async (actor: Actor, lastId?: string): Promise<OpenStream> => {
  const stream = await openStream(server.port, {
    token: actor.token,
    headers: lastId ? { 'last-event-id': lastId } : {},
  })
  await stream.event('stream.ready')
  return stream
}
const bodies = (stream: OpenStream) =>
  stream.events().flatMap((event) => (event.type === 'message.sent' ? [event.message.body] : []))
const says = (actor: Actor, chatId: ChatId) => (body: string) =>
  actor.api.chat.send(draft(chatId, body))
const hears = (stream: OpenStream, body: string) =>
  stream.event('message.sent', ({ message }) => message.body === body)

test('what is read at one device is read at the others, and unread again when that is undone', async () => {
  const { world, ada, bo } = await story()
  const { seq } = await says(ada, world.general)('one')
  using other = await follow({ ...bo, token: await startSession(app.deps.db, bo.id, 'a phone') })
  const before = (await bo.api.chat.get({ chatId: world.general })).readSeq
  const { undo } = await bo.api.chat.markAllRead({ workspaceId: world.id })
  const moved = (to: number) =>
    other.event('read.moved', ({ readSeq, chatId }) => chatId === world.general && readSeq === to)
  expect(await moved(seq)).toMatchObject({ manualUnread: false })
  await bo.api.chat.restoreReads({ workspaceId: world.id, undo })
  await moved(before)
})

test('a stream is the bytes of a tRPC subscription', async () => {
  const { world, ada, bo } = await story()
  using stream = await follow(bo)
  expect(stream.status).toBe(200)
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    connection: 'close',
  })
  expect(stream.headers).not.toHaveProperty('transfer-encoding')
  await ada.api.chat.send(draft(world.general, 'hello'))
  const sent = await hears(stream, 'hello')
  await app.published()
  const [row] = await app.deps.db.select().from(relay)
  expect(stream.text()).toBe(
    [
      'retry: 1000\n\n',
      'event: connected\ndata: {"reconnectAfterInactivityMs":40000}\n\n\n',
      framesOf(stream.text())
        .filter(({ data }) => data.startsWith('{"type":"stream.ready"'))
        .map(({ id }) => `data: {"type":"stream.ready"}\nid: ${id}\n\n\n`)
        .join(''),
      `data: ${JSON.stringify(sent)}\nid: ${row?.epoch}-${row?.position}\n\n\n`,
    ].join(''),
  )
})

test.each(['/sse/events.stream', '/trpc/events.stream?input=%7B%7D'])(
  'the stream has the name that tRPC gives it: %s',
  async (path) => {
    const { ada } = await story()
    using stream = await openStream(server.port, { token: ada.token, path })
    await stream.event('stream.ready')
  },
)

test('without a session the answer is 401, in JSON', async () => {
  for (const token of [undefined, 'x'.repeat(40)]) {
    using stream = await openStream(server.port, token ? { token } : {})
    expect(stream.status).toBe(401)
    await stream.closed
    expect(JSON.parse(stream.text())).toEqual({
      code: 'unauthorized',
      message: 'Sign in to continue.',
    })
  }
})

test('trouble with the database cuts the connection and answers nothing', async () => {
  const { ada } = await story()
  const broken = {
    ...app.deps,
    db: {
      select: () => {
        throw new Error('down')
      },
    } as never,
  }
  const { streamRoutes } = await import('./routes.ts')
  const { createHub } = await import('./hub.ts')
  const { createPulse } = await import('./pulse.ts')
  const routes = streamRoutes(broken, {
    hub: createHub({ epoch: 'e', position: 0 }),
    pulse: createPulse(),
    meters: { evicted: () => {}, resynced: () => {}, arrived: () => {} },
    greet: () => {},
    draining: () => false,
  })
  const other = await serve(routes, { host: '127.0.0.1', port: 0 })
  await expect(openStream(other.port, { token: ada.token })).rejects.toThrow(/socket hang up|RESET/)
  await other.stop()
})

test('an unmodified tRPC client gets typed events, and resumes where it was', async () => {
  const { world, ada, bo } = await story()
  const say = says(ada, world.general)
  const client = createTRPCClient<AppRouter>({
    links: [
      httpSubscriptionLink({
        url: `http://127.0.0.1:${server.port}/trpc`,
        EventSource,
        eventSourceOptions: () => ({
          fetch: (url, init) =>
            fetch(url, {
              ...init,
              headers: { ...init.headers, authorization: `Bearer ${bo.token}` },
            }),
        }),
      }),
    ],
  })
  const got: { id: string; data: StreamEvent }[] = []
  const listen = (lastEventId?: string) =>
    client.events.stream.subscribe(lastEventId === undefined ? undefined : { lastEventId }, {
      onData: (event) => got.push(event),
      onError: (error) => {
        throw error
      },
    })
  const heard = () =>
    got.flatMap(({ data }) => (data.type === 'message.sent' ? [data.message.body] : []))

  let subscription = listen()
  await eventually(() => got.map(({ data }) => data.type)).toContain('stream.ready')
  await say('one')
  await eventually(heard).toEqual(['one'])
  // A native reconnect, by EventSource itself, with the header.
  cutAll()
  await say('two')
  await eventually(heard).toEqual(['one', 'two'])
  // A new EventSource, with the id in the input.
  subscription.unsubscribe()
  await say('three')
  subscription = listen(got.at(-1)?.id)
  await eventually(heard).toEqual(['one', 'two', 'three'])
  await say('four')
  await eventually(heard).toEqual(['one', 'two', 'three', 'four'])
  subscription.unsubscribe()
  expect(got.every(({ id }) => /^\w+-\d+$/.test(id))).toBe(true)
})

/** Ends all streams, as a restart would. */
const cutAll = () => {
  for (const connection of role.hub.connections()) connection.outlet.end()
}

test('resuming replays what was missed, once and in order, while more comes in', async () => {
  const { world, ada, bo } = await story()
  const say = says(ada, world.general)
  const first = await follow(bo)
  await say('0')
  await hears(first, '0')
  const lastId = first.lastId()
  first[Symbol.dispose]()
  for (let n = 1; n <= 5; n += 1) await say(`${n}`)
  const flow = (async () => {
    for (let n = 6; n <= 20; n += 1) await say(`${n}`)
  })()
  using stream = await follow(bo, lastId)
  await flow
  await hears(stream, '20')
  expect(bodies(stream)).toEqual(Array.from({ length: 20 }, (_, n) => `${n + 1}`))
  expect(stream.events().map(({ type }) => type)).not.toContain('stream.resync')
  const positions = framesOf(stream.text()).flatMap(({ id }) =>
    id ? [Number(id.split('-')[1])] : [],
  )
  expect(positions).toEqual(positions.toSorted((a, b) => a - b))
})

test('an id that this server did not give, or of the future, gives one resync and then goes on', async () => {
  const { world, ada, bo } = await story()
  const [row] = await app.deps.db.select().from(relay)
  const forged = [
    'x',
    'ffffffff-1',
    `${row?.epoch}-999999`,
    `${row?.epoch}--1`,
    'é'.repeat(4),
    '9'.repeat(5000),
  ]
  for (const id of forged) {
    using stream = await follow(bo, Buffer.from(id).toString('latin1'))
    const said = `after ${id.slice(0, 10)}`
    await says(ada, world.general)(said)
    await hears(stream, said)
    const types = stream.events().map(({ type }) => type)
    expect(types).toEqual(['stream.resync', 'stream.ready', 'message.sent'])
  }
  using stream = await openStream(server.port, { token: bo.token, path: '/sse?input=%7B' })
  await stream.event('stream.ready')
  expect(stream.events()[0]?.type).toBe('stream.resync')
})

test('more than can be replayed gives a resync', async () => {
  const { world, ada, bo } = await story()
  using first = await follow(bo)
  const id = first.lastId()
  await app.deps.db.execute(
    sql`insert into outbox (type, workspace_id, user_id, payload)
        select 'read.moved', null, ${bo.id}, jsonb_build_object('chatId', ${world.general}::text, 'readSeq', n)
        from generate_series(1, ${limits.sinceEvents + 1}) as n`,
  )
  app.deps.wake()
  await first.event('read.moved', ({ readSeq }) => readSeq === limits.sinceEvents + 1)
  using stream = await follow(bo, id)
  expect(stream.events().map(({ type }) => type)).toEqual(['stream.resync', 'stream.ready'])
  await says(ada, world.general)('still here')
  await hears(stream, 'still here')
})

test('a replay waits for what is on the bus and not yet committed', async () => {
  const { world, ada, bo } = await story()
  using first = await follow(bo)
  const id = first.lastId()
  // As if a relay had numbered the event and published it, and then stood still before its commit.
  const { db } = app.deps
  await db.execute(sql`select nextval('stream_position')`)
  await db.execute(
    sql`insert into outbox (type, user_id, payload)
        values ('read.moved', ${bo.id}, jsonb_build_object('chatId', ${world.general}::text, 'readSeq', 7))`,
  )
  using stream = await openStream(server.port, {
    token: bo.token,
    headers: { 'last-event-id': id ?? '' },
  })
  app.deps.wake()
  await stream.event('stream.ready')
  expect(stream.events().map(({ type }) => type)).toEqual(['read.moved', 'stream.ready'])
  await says(ada, world.general)('next')
  await hears(stream, 'next')
})

test('a deleted message comes back without its text', async () => {
  const { world, ada, bo } = await story()
  const first = await follow(bo)
  const id = first.lastId()
  first[Symbol.dispose]()
  const { id: messageId } = await says(ada, world.general)('a secret')
  await ada.api.chat.delete({ chatId: world.general, messageId })
  using stream = await follow(bo, id)
  expect(stream.text()).not.toContain('a secret')
  expect(stream.events().map(({ type }) => type)).toEqual([
    'message.sent',
    'message.deleted',
    'stream.ready',
  ])
})

test('a removed member hears of it as the last, on an open stream and on coming back', async () => {
  const { world, ada, bo } = await story()
  const chat = await ada.api.chat.create({
    workspaceId: world.id,
    kind: 'private',
    name: 'attic',
  })
  await ada.api.chat.addMembers({ chatId: chat.id, userIds: [bo.id] })
  await app.published()
  using stream = await follow(bo)
  const id = stream.lastId()
  using hers = await follow(ada)
  const say = says(ada, chat.id)
  await say('before')
  await ada.api.chat.removeMember({ chatId: chat.id, userId: bo.id })
  await say('after')
  await hears(hers, 'after')
  await says(ada, world.general)('elsewhere')
  await hears(stream, 'elsewhere')
  expect(bodies(stream)).toEqual(['before', 'elsewhere'])
  await stream.event('member.removed')

  using back = await follow(bo, id)
  expect(bodies(back)).toEqual(['elsewhere'])
  await back.event('member.removed')
  await say('much later')
  await hears(hers, 'much later')
  await says(ada, world.general)('the end')
  await hears(back, 'the end')
  expect(back.text()).not.toContain('later')

  await ada.api.chat.addMembers({ chatId: chat.id, userIds: [bo.id] })
  await say('welcome back')
  await hears(back, 'welcome back')
  await hears(stream, 'welcome back')
})

test('strangers hear nothing', async () => {
  const { world, ada, bo } = await story()
  const { actors } = await app.people('cleo')
  const [cleo] = actors as [Actor]
  using his = await follow(bo)
  using hers = await follow(cleo)
  await says(ada, world.general)('between us')
  await hears(his, 'between us')
  const [own] = await cleo.api.workspace.list()
  const [general] = own ? await cleo.api.chat.list({ workspaceId: own.id }) : []
  if (!general) throw new Error('a workspace starts with #general')
  await says(cleo, general.id)('alone')
  await hears(hers, 'alone')
  expect(bodies(hers)).toEqual(['alone'])
})

test('signing out everywhere closes every stream of the person within two seconds', async () => {
  const { ada, bo } = await story()
  using one = await follow(ada)
  using two = await follow(ada)
  using other = await follow(bo)
  const before = performance.now()
  await ada.api.identity.signOutEverywhere()
  await Promise.all([one.closed, two.closed])
  expect(performance.now() - before).toBeLessThan(2_000)
  await one.event('session.revoked')
  using again = await openStream(server.port, { token: ada.token })
  expect(again.status).toBe(401)
  expect(role.hub.of(bo.id).size).toBe(1)
  expect(other.status).toBe(200)
})

test('ten streams of one person all stay, on several devices', async () => {
  const { world, ada, bo } = await story()
  const phone = { ...bo, token: await startSession(app.deps.db, bo.id, 'phone') }
  const streams = await Promise.all(
    Array.from({ length: 10 }, (_, n) => follow(n % 2 === 0 ? bo : phone)),
  )
  await says(ada, world.general)('to all of them')
  await Promise.all(streams.map((stream) => hears(stream, 'to all of them')))
  expect(role.hub.of(bo.id).size).toBe(10)
  for (const stream of streams) stream[Symbol.dispose]()
})

test('only GET opens a stream', async () => {
  const { ada } = await story()
  const answer = await fetch(`http://127.0.0.1:${server.port}/sse`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${ada.token}` },
  })
  expect(answer.status).toBe(405)
})

test('a session holds so many streams and no more', async () => {
  const { ada } = await story()
  const streams: OpenStream[] = []
  for (let n = 0; n < limits.streamsPerSession; n += 1) streams.push(await follow(ada))
  using refused = await openStream(server.port, { token: ada.token })
  expect(refused.status).toBe(429)
  expect(refused.headers['retry-after']).toBe('30')
  streams.pop()?.[Symbol.dispose]()
  await eventually(() => role.hub.of(ada.id).size).toBe(limits.streamsPerSession - 1)
  using allowed = await follow(ada)
  expect(allowed.status).toBe(200)
  for (const stream of streams) stream[Symbol.dispose]()
})

test('a reader that stands still is cut, and the others go on', async () => {
  const { world, ada, bo } = await story()
  using reading = await follow(bo)
  const standing = connect(server.port, '127.0.0.1')
  standing.write(`GET /sse HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${bo.token}\r\n\r\n`)
  standing.on('error', () => {})
  await new Promise((resolve) => standing.once('readable', resolve))
  await eventually(() => role.hub.of(bo.id).size).toBe(2)
  // Straight into the hub: the network between a process and itself takes some megabytes before it is full.
  const big = { v: 1 as const, id: '1', at: '', userId: bo.id, sessionIds: ['x'.repeat(10_000)] }
  for (let sent = 0; role.hub.of(bo.id).size === 2 && sent < 5_000; sent += 1) {
    role.hub.deliver({
      position: role.hub.position(),
      event: { ...big, type: 'session.revoked' },
    })
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(role.hub.of(bo.id).size).toBe(1)
  await says(ada, world.general)('still flowing')
  await hears(reading, 'still flowing')
  standing.destroy()
})

test('a planned stop is told to the streams, which then end', async () => {
  const { ada } = await story()
  const second = await start({ ...app.deps, metrics: new Registry() })
  const other = await serve(roleApp(app.deps, 'notify', second.app), { host: '127.0.0.1', port: 0 })
  using stream = await openStream(other.port, { token: ada.token })
  await stream.event('stream.ready')
  const closed = other.stop()
  second.drain()
  await Promise.all([closed, stream.closed])
  expect(stream.events().at(-1)).toEqual({ type: 'stream.drain' })
  await second.stop()
})

test('whoever is suspended stops hearing the workspace at once, and keeps the others', async () => {
  const here = await app.people('ada', 'bo')
  const [ada, bo] = here.actors as [Actor, Actor]
  const own = await bo.api.workspace.create({ name: 'Of my own' })
  const [ownChat] = await bo.api.chat.list({ workspaceId: own.id })
  if (!ownChat) throw new Error('a workspace starts with #general')
  const before = await openStream(server.port, { token: bo.token })
  await before.event('stream.ready')
  await ada.api.workspace.suspend({ workspaceId: here.world.id, userId: bo.id })
  await before.closed
  const told = before.events().at(-1)
  expect(told).toMatchObject({ type: 'workspace.member-changed', status: 'suspended' })

  const id = before.lastId()
  const after = await openStream(server.port, {
    token: bo.token,
    ...(id ? { headers: { 'Last-Event-ID': id } } : {}),
  })
  await after.event('stream.ready')
  await ada.api.chat.send(draft(here.world.general, 'not for Bo'))
  await bo.api.chat.send(draft(ownChat.id, 'fence'))
  await after.event('message.sent', ({ chatId }) => chatId === ownChat.id)
  expect(after.text()).not.toContain('not for Bo')
  after[Symbol.dispose]()
})
