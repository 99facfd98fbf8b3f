import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import setup from '../server/testing/global-setup.ts'
import { testApp } from '../server/testing/app.ts'
import { buildIndex, indexTargets } from '../server/search/build-index.ts'

/*
 * Search over many messages: size of the index, rate of making it, and the time of ten kinds of queries through the procedure, each
 * asked `rounds` times. Embedded; with DATABASE_URL in that server, in a database that is new and empty.
 */
const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '20' },
  },
})
const many = Number(values.messages)
const rounds = Number(values.rounds)
const words = 20_000

await setup()
const databaseUrl = process.env.DATABASE_URL
await using app = await testApp(databaseUrl ? { databaseUrl } : {})
const { world, actors } = await app.people('ada', 'bo')
const [ada, bo] = actors
if (!ada || !bo) throw new Error('the story starts with Ada and Bo')
const { db } = app.deps
const chats = [world.general]
for (let number = 1; number < 50; number += 1) {
  const place = { workspaceId: world.id, kind: 'public' as const, name: `bench-${number}` }
  chats.push((await ada.api.chat.create(place)).id)
}

/** Words as people use them: a few often, most seldom; one message in ten has a link. */
const seed = async (from: number, count: number) => {
  await db.execute(sql`select setseed(${(from % 1000) / 1000})`)
  await db.execute(sql`
    insert into messages (id, chat_id, seq, sender_id, body, fingerprint, created_at, changed_seq, rev)
    select gen_random_uuid(), (${`{${chats.join(',')}}`}::uuid[])[1 + n % 50], 1000 + n,
      case when n % 3 = 0 then ${bo.id}::uuid else ${ada.id}::uuid end,
      (select string_agg('word' || floor(${words} * power(random(), 4))::int, ' ')
        from generate_series(1, 8 + n % 9)) ||
        case when n % 10 = 0 then ' https://example.org/' || n else '' end ||
        case when n % 1000 = 0 then ' lighthouse 我们决定发布新版本' else '' end,
      'bench', now() - make_interval(secs => (${many} - n) * 30), 1000 + n, 1000 + n
    from generate_series(${from + 1}::int, ${from + count}::int) n`)
}
const batch = 10_000
for (let at = 0; at < many; at += batch) await seed(at, Math.min(batch, many - at))
console.log(`${databaseUrl ? 'PostgreSQL' : 'PGlite'}, ${many} messages in 50 channels`)

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
const at = (times: number[], part: number) =>
  times[Math.min(times.length - 1, Math.floor(times.length * part))]?.toFixed(0).padStart(5)
for (const [name, text] of Object.entries(shapes)) {
  const times: number[] = []
  let total = ''
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    const answer = await ada.api.search.messages({ workspaceId: world.id, text })
    times.push(performance.now() - begun)
    total = `${answer.total}${answer.more ? '+' : ''}`
  }
  times.sort((a, b) => a - b)
  console.log(
    `${name.padEnd(26)} p50 ${at(times, 0.5)} ms  p95 ${at(times, 0.95)} ms  ${total.padStart(6)} hits`,
  )
}
