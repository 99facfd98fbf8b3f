import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { SQL } from 'drizzle-orm'
import { sql } from 'drizzle-orm'
import { disposableServices } from '../scripts/local-services.ts'
import setup from '../server/testing/global-setup.ts'
import { testApp } from '../server/testing/app.ts'
import { buildIndex, indexTargets } from '../server/search/build-index.ts'

/*
 * Search over many messages: size of the index, rate of making it, and the time of ten kinds of queries through the procedure, and of
 * what is suggested while one is typed, each asked `rounds` times. Embedded, on disk; with the word `postgres` on a server that is
 * started for it, where Debian's programs are installed.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    messages: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '40' },
  },
})
const many = Number(values.messages)
const rounds = Number(values.rounds)
const words = 20_000

await setup()
const services = positionals[0] === 'postgres' ? await disposableServices(['postgres']) : null
const databaseUrl = services?.env.DATABASE_URL
const directory = mkdtempSync(join(tmpdir(), 'fechatter-search-'))
const app = await testApp(databaseUrl ? { databaseUrl } : { dataDir: join(directory, 'data') })
const { world, actors } = await app.people('ada', 'bo')
const [ada, bo] = actors
if (!ada || !bo) throw new Error('the story starts with Ada and Bo')
const { db } = app.deps
const chats = [world.general]
for (let number = 1; number < 50; number += 1) {
  const place = { workspaceId: world.id, kind: 'public' as const, name: `bench-${number}` }
  chats.push((await ada.api.chat.create(place)).id)
}

/** A UUIDv7 as clients make it, so many half minutes ago: the time, then chance. */
const idAt = (ago: SQL) => sql`(
  lpad(to_hex((extract(epoch from now()) * 1000)::bigint - 30000 * (${ago})::bigint), 12, '0') ||
  '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid`

/** Words as people use them: a few often, most seldom; one message in ten has a link. */
const seed = async (from: number, count: number) => {
  await db.execute(sql`select setseed(${(from % 1000) / 1000})`)
  await db.execute(sql`
    insert into messages (id, chat_id, seq, sender_id, body, fingerprint, created_at, changed_seq, rev)
    select ${idAt(sql`${many} - n`)}, (${`{${chats.join(',')}}`}::uuid[])[1 + n % 50], 1000 + n,
      case when n % 3 = 0 then ${bo.id}::uuid else ${ada.id}::uuid end,
      (select string_agg('word' || floor(${words} * power(random(), 4))::int, ' ')
        from generate_series(1, 8 + n % 9)) ||
        case when n % 10 = 0 then ' https://example.org/' || n else '' end ||
        case when n % 1000 = 0 then ' lighthouse 我们决定发布新版本' else '' end,
      'bench', now() - make_interval(secs => (${many} - n) * 30), 1000 + n, 1000 + n
    from generate_series(${from + 1}::int, ${from + count}::int) n`)
}
const batch = 10_000
const begun = performance.now()
for (let at = 0; at < many; at += batch) await seed(at, Math.min(batch, many - at))
const spent = ((performance.now() - begun) / 1000).toFixed(0)
const engine = databaseUrl ? 'PostgreSQL' : 'PGlite, on disk'
console.log(
  `${engine}: ${many.toLocaleString('en')} messages in 50 channels, written in ${spent} s`,
)

const [target] = indexTargets(app.deps)
if (!target) throw new Error('there is always the index in the database')
const started = performance.now()
await buildIndex(db, target)
const seconds = (performance.now() - started) / 1000
const [size] = await db.execute<{ total: string; message: string }>(sql`
  select pg_size_pretty(pg_total_relation_size('search_docs') + pg_total_relation_size('search_words')) total,
    pg_size_pretty(pg_total_relation_size('messages')) message`)
console.log(
  `index: ${size?.total ?? '?'} beside ${size?.message ?? '?'} of messages, made at ${Math.round(many / seconds)} messages/s`,
)

const shapes: Record<string, string> = {
  'a rare word': 'lighthouse',
  'a frequent word': 'word0',
  'two words': 'word1 word2',
  'a beginning, while typing': 'word19',
  'an exact phrase': '"word0 word1"',
  'a slip': 'lighthuose',
  Chinese: '发布 版本',
  'a person and a channel': 'from:me in:#bench-7 word3',
  'a kind and a date': 'has:link during:month word4',
  'no word, newest first': 'has:link sort:new',
}
const { id: workspaceId } = world
const questions: Record<string, () => Promise<{ total: number; more?: boolean }>> = {
  ...Object.fromEntries(
    Object.entries(shapes).map(([name, text]) => [
      name,
      () => ada.api.search.messages({ workspaceId, text }),
    ]),
  ),
  'suggestions for a beginning': async () => {
    const { messages } = await ada.api.search.suggest({ workspaceId, text: 'word19' })
    return { total: messages.length }
  },
}
const at = (times: number[], part: number) =>
  times[Math.min(times.length - 1, Math.floor(times.length * part))]?.toFixed(0).padStart(5)
for (const [name, ask] of Object.entries(questions)) {
  const times: number[] = []
  let hits = ''
  for (let round = 0; round < rounds; round += 1) {
    const asked = performance.now()
    const { total, more } = await ask()
    times.push(performance.now() - asked)
    hits = `${total}${more ? '+' : ''}`
  }
  times.sort((a, b) => a - b)
  console.log(
    `${name.padEnd(28)} p50 ${at(times, 0.5)} ms  p95 ${at(times, 0.95)} ms  ${hits.padStart(6)} hits`,
  )
}
await app[Symbol.asyncDispose]()
await services?.stop()
rmSync(directory, { recursive: true, force: true })
