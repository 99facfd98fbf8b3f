import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Actor } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { analyzeEmbedded } from './analyze.ts'

test('the embedded database learns how many messages there are', async () => {
  await using app = await testApp()
  const { world, actors } = await app.people('ada')
  const [ada] = actors as [Actor]
  await ada.api.chat.send(draft(world.general, 'one of many'))
  const known = async () => {
    const [row] = await app.deps.db.execute<{ rows: number }>(
      sql`select reltuples::int as rows from pg_class where relname = 'messages'`,
    )
    return row?.rows
  }
  expect(await known()).toBeLessThan(1)
  const { config } = app.deps
  const database = { ...config.database, url: 'postgres://elsewhere' }
  await analyzeEmbedded({ ...app.deps, config: { ...config, database } })
  expect(await known()).toBeLessThan(1)
  await analyzeEmbedded(app.deps)
  expect(await known()).toBeGreaterThan(0)
})
