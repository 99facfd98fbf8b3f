import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { and, eq } from 'drizzle-orm'
import pino from 'pino'
import { Registry } from 'prom-client'
import type { Name } from '../../fixtures/people.ts'
import { people } from '../../fixtures/people.ts'
import type { Event } from '../../shared/events.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Role } from '../../shared/people.ts'
import { diskBlobs } from '../adapters/blobs/disk.ts'
import { memoryBus } from '../adapters/bus/memory.ts'
import { memoryCounters } from '../adapters/counters/memory.ts'
import { openPglite } from '../adapters/database/pglite.ts'
import { openPostgres } from '../adapters/database/postgres.ts'
import { offlineLlm } from '../adapters/llm/offline.ts'
import { noMail } from '../adapters/mail/none.ts'
import { postgresBuilder } from '../adapters/search/postgres-builder.ts'
import { postgresSearch } from '../adapters/search/postgres.ts'
import { chdbWarehouse } from '../adapters/warehouse/chdb.ts'
import { start as startAnalytics } from '../analytics/worker.ts'
import { start as startBot } from '../bot/worker.ts'
import { joinChat } from '../chat/membership.ts'
import { readConfig, roleNames } from '../config.ts'
import { chats, users, workspaceMembers, workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { findCredential } from '../identity/credentials.ts'
import { sessionIdOf, startSession } from '../identity/sessions.ts'
import { start as startNotify } from '../notify/worker.ts'
import { deadLetterInto } from '../outbox/dead-letter.ts'
import { batchSize, drain } from '../outbox/drain.ts'
import { startRelay } from '../outbox/relay.ts'
import type { Passing, Stop } from '../ports.ts'
import { appRouter } from '../router.ts'
import { startIndexer } from '../search/indexer.ts'
import type { Context } from '../trpc.ts'
import { createCaller } from '../trpc.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { freshDatabase } from './fresh-database.ts'
import { dumpPath } from './global-setup.ts'

const callerFor = createCaller(appRouter)
export type Api = ReturnType<typeof callerFor>

/** A person of the story, signed in, with the procedures called as that person. */
export interface Actor {
  id: UserId
  name: string
  email: string
  token: string
  sessionId: string
  api: Api
}

/** A workspace of its own for each test: isolation by tenancy, nothing to clean. */
export interface World {
  id: WorkspaceId
  slug: string
  botId: UserId
  general: ChatId
}

export interface TestApp extends AsyncDisposable {
  deps: Deps
  /** The procedures as someone without an account sees them. */
  anonymous: Api
  /** Makes people, the first one the owner of a fresh workspace, the rest its members. */
  people: (...names: [Name, ...Name[]]) => Promise<{ world: World; actors: Actor[] }>
  /** Adds one more person to a workspace. */
  person: (name: Name, world: World, role?: Role) => Promise<Actor>
  /** The procedures as a person whose session has this token sees them. */
  as: (token: string | null) => Promise<Api>
  /** Everything that the bus has carried, in order. */
  events: readonly Event[]
  signals: readonly Passing[]
  /** Resolves when everything that was committed before has been on the bus. */
  published: () => Promise<void>
  /** Resolves with the first event, past or to come, that fits. */
  event: <T extends Event['type']>(
    type: T,
    fits?: (event: Extract<Event, { type: T }>) => boolean,
  ) => Promise<Extract<Event, { type: T }>>
}

/** A message to send: a fresh id and a body. */
export const draft = (chatId: ChatId, body: string) => ({ id: newId<MessageId>(), chatId, body })

export interface TestOptions {
  /** Overrides of single systems, given the rest. */
  override?: (deps: Deps) => Partial<Deps>
  /** Where a PGlite keeps its data, instead of in memory. */
  dataDir?: string
  /** A PostgreSQL to use instead of a fresh PGlite. With `TEST_DATABASE_URL` each world gets a database of its own on that server. */
  databaseUrl?: string
  /** Starts bot, analytics, indexer and notify too. Off for tests that need procedures only. */
  workers?: boolean
}

const openDatabase = async ({ databaseUrl, dataDir }: TestOptions) => {
  if (databaseUrl) return openPostgres(databaseUrl, 5)
  if (dataDir) return openPglite(dataDir)
  const server = process.env.TEST_DATABASE_URL
  if (server) return openPostgres(await freshDatabase(server), 5)
  return openPglite(null, readFileSync(dumpPath()))
}

/** The whole server in one process, without sockets: a fresh migrated database, the in-process bus, all workers. */
export const testApp = async (options: TestOptions = {}): Promise<TestApp> => {
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-test-'))
  const root = new URL('../../', import.meta.url)
  const config = readConfig(
    roleNames,
    {
      JWT_SECRET: randomBytes(32).toString('hex'),
      DATA_DIR: directory,
      LOG_LEVEL: 'silent',
      PUBLIC_URL: 'http://localhost:8080',
    },
    (file) => readFileSync(new URL(file, root), 'utf8'),
  )
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' })
  const database = await openDatabase(options)
  const { db } = database
  const bus = memoryBus({ db, deadLetter: deadLetterInto(db, log), log })
  const warehouse = chdbWarehouse({ path: join(directory, 'clickhouse') })
  const relay = startRelay({ db, bus, log })
  const databaseSearch = postgresSearch(db)
  const base: Deps = {
    config,
    log,
    db,
    bus,
    search: databaseSearch,
    databaseSearch,
    builders: { database: postgresBuilder(db), server: null },
    warehouse,
    counters: memoryCounters(),
    blobs: diskBlobs(join(directory, 'files')),
    llm: offlineLlm(),
    mail: noMail(),
    metrics: new Registry(),
    now: () => new Date(),
    wake: () => relay.wake(),
    checks: { postgres: database.ping },
  }
  const deps: Deps = { ...base, ...options.override?.(base) }

  const events: Event[] = []
  const signals: Passing[] = []
  const watchers = new Set<() => void>()
  const stops: Stop[] = [
    await bus.follow((live) => {
      if (live.position === null) signals.push(live.signal)
      else events.push(live.event)
      for (const look of watchers) look()
    }),
  ]
  if (options.workers) {
    stops.push(await startIndexer(deps))
    for (const start of [startNotify, startBot, startAnalytics])
      stops.push((await start(deps)).stop)
  }

  const published = async () => {
    while ((await drain(db, bus)) === batchSize);
  }

  const as = async (token: string | null) => {
    const context: Context = {
      deps,
      actor: token ? await findCredential(db, token, { now: deps.now() }) : null,
      network: '127.0.0.1',
      userAgent: 'test',
      requestId: 'test',
      cookie: { set: () => {}, clear: () => {} },
    }
    return callerFor(context)
  }

  const signedIn = async (id: UserId, name: string, email: string): Promise<Actor> => {
    const token = await startSession(db, id, 'test')
    return { id, name, email, token, sessionId: sessionIdOf(token), api: await as(token) }
  }

  const account = async (who: Name) => {
    const id = newId<UserId>()
    const { name, email } = people[who]
    const own = `${id.slice(-6)}.${email}`
    await db.insert(users).values({ id, name, email: own })
    return { id, name, email: own }
  }

  const person: TestApp['person'] = async (who, world, role = 'member') => {
    const { id, name, email } = await account(who)
    await db.insert(workspaceMembers).values({ workspaceId: world.id, userId: id, role })
    if (role !== 'guest') await db.transaction((tx) => joinChat(tx, world.general, id, { by: id }))
    await published()
    return signedIn(id, name, email)
  }

  return {
    deps,
    anonymous: await as(null),
    as,
    person,
    events,
    signals,
    published,
    people: async (first, ...rest) => {
      const owner = await account(first)
      const { id, slug } = await db.transaction((tx) => createWorkspace(tx, owner.id, 'Lobby'))
      await published()
      const [found] = await db
        .select({ botId: workspaces.botId, general: chats.id })
        .from(workspaces)
        .innerJoin(chats, and(eq(chats.workspaceId, workspaces.id), eq(chats.name, 'general')))
        .where(eq(workspaces.id, id))
      if (!found) throw new Error('a workspace starts with #general')
      const world: World = { id, slug, ...found }
      const actors = [await signedIn(owner.id, owner.name, owner.email)]
      for (const name of rest) actors.push(await person(name, world))
      return { world, actors }
    },
    event: (type, fits = () => true) =>
      new Promise((resolve) => {
        const look = () => {
          const found = events.find(
            (event): event is Extract<Event, { type: typeof type }> =>
              event.type === type && fits(event as Extract<Event, { type: typeof type }>),
          )
          if (!found) return
          watchers.delete(look)
          resolve(found)
        }
        watchers.add(look)
        look()
      }),
    [Symbol.asyncDispose]: async () => {
      for (const stop of stops.reverse()) await stop()
      await relay.stop()
      await warehouse.stop()
      await database.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
