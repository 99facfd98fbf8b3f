import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { searches, sentences } from '../../../fixtures/search-corpus.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../../shared/ids.ts'
import { newId } from '../../../shared/ids.ts'
import type { Search } from '../../ports.ts'
import { dumpPath } from '../../testing/global-setup.ts'
import { meiliStandIn } from '../../testing/meili-stand-in.ts'
import { openPglite } from '../database/pglite.ts'
import { meiliSearch } from './meilisearch.ts'
import { postgresSearch } from './postgres.ts'

/** Asks all searches of the corpus. Recall: of what should be found, how much was; precision: of what was found, how much should be. */
const measure = async (name: string, search: Search, forgiving: boolean) => {
  const place = { workspaceId: newId<WorkspaceId>(), chatId: newId<ChatId>() }
  const docs = sentences.map((body) => ({
    ...{ id: newId<MessageId>(), version: 1, senderId: newId<UserId>(), body, attached: '' },
    ...{ to: [], kinds: [], createdAt: new Date('2026-11-02T09:00:00Z'), ...place },
  }))
  await search.put(docs)
  const sums: Record<string, { right: number; wanted: number; found: number }> = {}
  for (const { language, query, hits, forgiven } of searches) {
    if (forgiven && !forgiving) continue
    const ids = await search.query({
      ...{ workspaceId: place.workspaceId, chatIds: [place.chatId], text: query, limit: 20 },
    })
    const wanted = new Set(hits.flatMap((number) => docs[number]?.id ?? []))
    const sum = (sums[language] ??= { right: 0, wanted: 0, found: 0 })
    sum.right += ids.filter((id) => wanted.has(id)).length
    sum.wanted += wanted.size
    sum.found += ids.length
  }
  for (const [language, { right, wanted, found }] of Object.entries(sums)) {
    const [recall, precision] = [right / wanted, found === 0 ? 1 : right / found]
    console.log(
      `${name}, ${language}: recall ${recall.toFixed(2)}, precision ${precision.toFixed(2)}`,
    )
    expect(recall, `${name}, ${language}`).toBeGreaterThanOrEqual(0.95)
    expect(precision, `${name}, ${language}`).toBeGreaterThanOrEqual(0.9)
  }
}

test('the database finds what people look for in five languages', async () => {
  const database = await openPglite(null, readFileSync(dumpPath()))
  await measure('database', postgresSearch(database.db), true)
  await database.stop()
}, 60_000)

test('the search server finds it too', async () => {
  const { MEILI_URL: url, MEILI_MASTER_KEY: masterKey = '' } = process.env
  await using standIn = await meiliStandIn()
  const search = meiliSearch(url ? { url, masterKey } : standIn)
  if (!url) {
    console.log('search server: NO REAL Meilisearch, a stand-in that does not forgive slips.')
    await search.builder.begin()
    await search.builder.finish()
  }
  await measure(url ? 'Meilisearch' : 'stand-in', search, url !== undefined)
}, 60_000)
