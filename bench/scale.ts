import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { disposableServices, missingServices } from '../scripts/local-services.ts'
import { testApp } from '../server/testing/app.ts'
import { explaining } from '../server/testing/explain.ts'
import setup from '../server/testing/global-setup.ts'
import { interleaved, planLines, quantile } from './scale/measure.ts'
import type { Size } from './scale/seed.ts'
import { seedHistory } from './scale/seed.ts'

/*
 * Whether what people ask all the time grows with history: the same questions on 10,000 messages and on a million, in one run, on the
 * embedded database and on PostgreSQL where its programs are installed. Each side has as many chats, and as much that waits.
 */
const chats = 2_000
const small: Size = { chats, each: 4, busy: 10_000 - 4 * (chats - 1) }
const large: Size = { chats, each: 490, busy: 1_000_000 - 490 * (chats - 1) }
const rounds = Number(process.env.ROUNDS ?? 60)

await setup()

/** A server with so much history, and the questions of somebody who is in all of it. */
const open = async (place: { databaseUrl: string } | { dataDir: string }, size: Size) => {
  let explain: ReturnType<typeof explaining>['explain'] = () => Promise.resolve([])
  const app = await testApp({
    ...place,
    override: ({ db }) => {
      const recorded = explaining(db)
      explain = recorded.explain
      return { db: recorded.db }
    },
  })
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors
  if (!ada || !bo) throw new Error('the story starts with two people')
  const started = performance.now()
  const people = { workspaceId: world.id, reader: ada.id, other: bo.id }
  const { busy: chatId, root, rows } = await seedHistory(app.deps.db, people, size)
  const seconds = (performance.now() - started) / 1000
  console.log(`  ${rows.toLocaleString('en')} messages in ${seconds.toFixed(0)} s`)
  const middle = size.busy >> 1
  const { chat } = ada.api
  const questions: Record<string, () => Promise<unknown>> = {
    'chat.page, newest': () => chat.page({ chatId }),
    'chat.page, around': () => chat.page({ chatId, around: middle }),
    'chat.page, a date': () => chat.page({ chatId, date: '2025-10-09T18:00:00Z' }),
    'chat.since, 100 events': () => chat.since({ chatId, seq: size.busy - 100 }),
    'chat.thread': () => chat.thread({ chatId, threadId: root }),
    'chat.list': () => chat.list({ workspaceId: world.id }),
    'chat.inbox': () => chat.inbox({ workspaceId: world.id }),
    'chat.waiting': () => chat.waiting(),
    'chat.mentionsOfMe': () => chat.mentionsOfMe({}),
  }
  return { app, explain, questions }
}

const compare = async (
  name: string,
  places: readonly [
    { databaseUrl: string } | { dataDir: string },
    { databaseUrl: string } | { dataDir: string },
  ],
) => {
  console.log(
    `\n${name}: ${chats} chats, medians and 95th percentiles of ${rounds} interleaved rounds`,
  )
  const [baseline, grown] = [await open(places[0], small), await open(places[1], large)]
  console.log(
    `  ${''.padEnd(24)} ${'10 k: p50'.padStart(10)} ${'p95'.padStart(8)} ${'1 M: p50'.padStart(10)} ${'p95'.padStart(8)}   ratio`,
  )
  for (const [question, ask] of Object.entries(grown.questions)) {
    const before = baseline.questions[question] ?? ask
    await interleaved([before, ask], 5)
    const [then = [], now = []] = await interleaved([before, ask], rounds)
    const ms = (times: number[], at: number) => quantile(times, at).toFixed(1)
    const ratio = quantile(now, 0.5) / quantile(then, 0.5)
    console.log(
      `  ${question.padEnd(24)} ${ms(then, 0.5).padStart(10)} ${ms(then, 0.95).padStart(8)} ${ms(now, 0.5).padStart(10)} ${ms(now, 0.95).padStart(8)} ${ratio.toFixed(2).padStart(7)}`,
    )
    for (const line of planLines(await grown.explain(ask))) console.log(`      ${line}`)
  }
  for (const { app } of [baseline, grown]) await app[Symbol.asyncDispose]()
}

const wanted = process.argv[2]
if (wanted !== 'postgres') {
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-scale-'))
  await compare('PGlite, on disk', [
    { dataDir: join(directory, 'small') },
    { dataDir: join(directory, 'large') },
  ])
  rmSync(directory, { recursive: true, force: true })
}

if (wanted !== 'pglite' && missingServices(['postgres']).length === 0) {
  const services = await disposableServices(['postgres'])
  const { DATABASE_URL: url = '' } = services.env
  const database = async (name: string) => {
    const admin = postgres(url, { max: 1 })
    await admin`create database ${admin(name)}`
    await admin.end()
    return { databaseUrl: Object.assign(new URL(url), { pathname: name }).href }
  }
  await compare('PostgreSQL', [await database('small'), await database('large')])
  await services.stop()
} else if (wanted !== 'pglite') console.log('\nPostgreSQL: not run, its programs are not installed')
