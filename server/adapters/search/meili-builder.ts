import type { Meilisearch } from 'meilisearch'
import type { SearchBuilder } from '../../ports.ts'
import type { Stored } from './meili-index.ts'
import { buildMark, buildOf, finished, indexName, setUp, toStored } from './meili-index.ts'

const nextName = 'messages_next'

/** Makes the index `messages` anew beside the old one, then swaps the two. */
export const meiliBuilder = (
  client: Meilisearch,
  orUnavailable: <T>(act: () => Promise<T>) => Promise<T>,
): SearchBuilder => {
  const next = client.index<Stored>(nextName)
  const drop = () => finished(client.deleteIndex(nextName), 'index_not_found')
  return {
    whole: () => orUnavailable(async () => (await buildOf(client.index<Stored>(indexName))) !== 0),
    begin: () =>
      orUnavailable(async () => {
        await drop()
        const index = await setUp(client, nextName)
        await finished(index.addDocuments([{ id: buildMark, version: Date.now() }]))
      }),
    add: (docs) =>
      orUnavailable(async () => {
        if (docs.length === 0) return
        // A write would make an index that was lost, without its beginning.
        await next.getRawInfo()
        await finished(next.addDocuments(docs.map(toStored)))
      }),
    finish: () =>
      orUnavailable(async () => {
        const current = await setUp(client, indexName)
        // Whoever was killed between swap and drop comes here again: then the newer one is in its place already.
        if ((await buildOf(next)) > (await buildOf(current)))
          await finished(client.swapIndexes([{ indexes: [indexName, nextName], rename: false }]))
        await drop()
      }),
  }
}
