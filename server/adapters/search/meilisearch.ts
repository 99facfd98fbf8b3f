import { Meilisearch } from 'meilisearch'
import type { SearchParams } from 'meilisearch'
import type { MessageId } from '../../../shared/ids.ts'
import { readQuery } from '../../db/terms.ts'
import type { Check, Search, SearchBuilder, Stop } from '../../ports.ts'
import { encodeQuery } from './encode.ts'
import { meiliBuilder } from './meili-builder.ts'
import { filtersOf, listOf } from './meili-filter.ts'
import type { Stored } from './meili-index.ts'
import {
  buildOf,
  finished,
  indexName,
  isAway,
  setUp,
  toStored,
  unavailable,
} from './meili-index.ts'
import { queue } from './queue.ts'

const writeMs = 3000
/** A query that takes longer is answered by the database. */
const askMs = 1500
const taskMs = 30_000
const batchSize = 1000

/**
 * Full-text search in a Meilisearch server, in the index `messages`, which is made and set up when first needed. Until it was built
 * whole once it refuses to answer: an index that was lost would answer with too little.
 * Meilisearch knows no conditional writes: within this process versions are compared before each write, one batch at a time;
 * between processes the indexer looks at the database again after its write.
 * @throws Fault `unavailable` when the server is away or slow or the index is not as it should be
 */
export const meiliSearch = ({
  url,
  masterKey,
}: {
  url: string
  masterKey: string
}): Search & { builder: SearchBuilder; ping: Check; stop: Stop } => {
  const connect = (timeout: number) =>
    new Meilisearch({
      host: url,
      apiKey: masterKey,
      timeout,
      defaultWaitOptions: { timeout: taskMs, interval: 25 },
    })
  const client = connect(writeMs)
  const index = client.index<Stored>(indexName)
  const asked = connect(askMs).index<Stored>(indexName)
  let ready: Promise<unknown> | null = null

  const orUnavailable = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act()
    } catch (error) {
      // It is looked at anew: somebody may have dropped the index.
      ready = null
      throw isAway(error) ? unavailable(error) : error
    }
  }
  /** Runs once the index is there. */
  const prepared = <T>(act: () => Promise<T>): Promise<T> =>
    orUnavailable(async () => {
      await (ready ??= setUp(client, indexName))
      return act()
    })
  const write = queue<Stored>(async (items) => {
    const newest = new Map<string, Stored>()
    for (const item of items)
      if (item.version > (newest.get(item.id)?.version ?? -1)) newest.set(item.id, item)
    const ids = [...newest.keys()]
    const { results } = await index.getDocuments<Stored>({
      filter: `id IN ${listOf(ids)}`,
      fields: ['id', 'version'],
      limit: ids.length,
    })
    for (const { id, version } of results)
      if (version >= (newest.get(id)?.version ?? -1)) newest.delete(id)
    if (newest.size > 0) await finished(index.addDocuments([...newest.values()]))
  }, batchSize)

  return {
    put: async (docs) => {
      if (docs.length > 0) await prepared(() => write(docs.map(toStored)))
    },
    drop: async (ids) => {
      if (ids.length > 0)
        await prepared(() => write(ids.map((id) => ({ id, version: Number.MAX_SAFE_INTEGER }))))
    },
    query: async ({ workspaceId, text, filter = {}, chatIds, sort, limit }) => {
      const words = encodeQuery(readQuery(text))
      if ((words === '' && text.trim() !== '') || chatIds.length === 0) return []
      const without = encodeQuery(readQuery(filter.not?.text ?? ''), '-')
      const params: SearchParams = {
        filter: [
          `workspaceId = ${JSON.stringify(workspaceId)}`,
          `chatId IN ${listOf(chatIds)}`,
          ...filtersOf(filter),
        ],
        attributesToRetrieve: ['id'],
        matchingStrategy: 'all',
        limit,
        ...(sort === 'new' || words === '' ? { sort: ['createdAt:desc'] } : {}),
      }
      // Excluded words stand first: the last word is taken for a beginning.
      const q = [without, words].filter(Boolean).join(' ')
      return orUnavailable(async () => {
        const [build, { hits }] = await Promise.all([
          buildOf(asked),
          asked.search<Stored>(q, params),
        ])
        if (build === 0) throw unavailable()
        return hits.map(({ id }) => id as MessageId)
      })
    },
    builder: meiliBuilder(client, orUnavailable),
    ping: async () => void (await client.health()),
    stop: async () => {},
  }
}
