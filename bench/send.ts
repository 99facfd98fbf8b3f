import { sql } from 'drizzle-orm'
import setup from '../server/testing/global-setup.ts'
import { draft, testApp } from '../server/testing/app.ts'

/*
 * What a durable, ordered, idempotent send costs beside one bare INSERT of the same text, in one run: CPU-µs of this process per
 * acknowledged message, 64 in flight. Embedded, that includes the database; with DATABASE_URL it does not.
 */
const inFlight = 64
const messages = 4_000
const rounds = 3
const text = 'x'.repeat(200)

await setup()
const databaseUrl = process.env.DATABASE_URL
await using app = await testApp(databaseUrl ? { databaseUrl } : {})
const { world, actors } = await app.people('ada')
const ada = actors[0]
if (!ada) throw new Error('the story starts with Ada')
const { db } = app.deps
await db.execute(
  sql`create temp table if not exists bare (id uuid primary key, body text not null)`,
)

const channels = await Promise.all(
  Array.from({ length: 100 }, (_, n) =>
    ada.api.chat.create({ workspaceId: world.id, kind: 'public', name: `bench-${n}` }),
  ),
)

/** Runs `work` `messages` times, `inFlight` at once. @returns CPU-µs and milliseconds for each */
const measure = async (work: (n: number) => Promise<unknown>) => {
  let next = 0
  const cpu = process.cpuUsage()
  const started = performance.now()
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < messages) await work(next++)
    }),
  )
  const { user, system } = process.cpuUsage(cpu)
  const ms = performance.now() - started
  return { cpu: (user + system) / messages, rate: messages / (ms / 1000) }
}

const works: Record<string, (n: number) => Promise<unknown>> = {
  'bare INSERT': () => db.execute(sql`insert into bare values (gen_random_uuid(), ${text})`),
  'chat.send, one chat': () => ada.api.chat.send(draft(world.general, text)),
  'chat.send, 100 chats': (n) =>
    ada.api.chat.send(draft(channels[n % channels.length]?.id ?? world.general, text)),
}
const results: Record<string, { cpu: number; rate: number }[]> = {}
for (let round = 0; round < rounds; round += 1)
  for (const [name, work] of Object.entries(works)) (results[name] ??= []).push(await measure(work))

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN
const base = median((results['bare INSERT'] ?? []).map(({ cpu }) => cpu))
console.log(
  `database: ${databaseUrl ? 'PostgreSQL' : 'PGlite, in this process'}; ${inFlight} in flight, ${rounds} × ${messages}, medians`,
)
for (const [name, runs] of Object.entries(results)) {
  const cpu = median(runs.map((run) => run.cpu))
  const rate = median(runs.map((run) => run.rate))
  console.log(
    `${name.padEnd(22)} ${cpu.toFixed(0).padStart(6)} CPU-µs  ${(cpu / base).toFixed(2).padStart(5)} × bare  ${rate.toFixed(0).padStart(6)}/s`,
  )
}
