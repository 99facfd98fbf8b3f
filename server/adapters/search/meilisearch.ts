import {
  Meilisearch,
  MeilisearchApiError,
  MeilisearchRequestError,
  MeilisearchRequestTimeOutError,
  MeilisearchTaskTimeOutError,
} from 'meilisearch'
import type { EnqueuedTaskPromise, Settings } from 'meilisearch'
import { Fault } from '../../../shared/errors.ts'
import type { MessageId } from '../../../shared/ids.ts'
import { readQuery, runsOf } from '../../db/terms.ts'
import type { Check, Search, SearchDoc, Stop } from '../../ports.ts'
import { encodeQuery, encodeRuns } from './encode.ts'
import { queue } from './queue.ts'

const indexName = 'messages'
const settings: Settings = {
  searchableAttributes: ['words', 'pairs'],
  filterableAttributes: ['id', 'workspaceId', 'chatId', 'senderId', 'createdAt'],
  displayedAttributes: ['id', 'version'],
  rankingRules: ['words', 'typo', 'proximity', 'exactness', 'createdAt:desc'],
  typoTolerance: { disableOnAttributes: ['pairs'] },
}
const requestMs = 3000
const taskMs = 30_000
const batchSize = 1000

/** What is kept of a message; of a dropped one only id and an unbeatable version, so that it fits no filter. */
interface Stored {
  id: MessageId
  version: number
  workspaceId?: string
  chatId?: string
  senderId?: string
  createdAt?: number
  words?: string
  pairs?: string
}

/**
 * Full-text search in a Meilisearch server, in the index `messages`, which is made and set up when first needed.
 * Meilisearch knows no conditional writes: within this process versions are compared before each write, one batch at a time;
 * between processes the indexer looks at the database again after its write.
 * @throws Fault `unavailable` when the server is away or the index is not as it should be
 */
export const meiliSearch = ({
  url,
  masterKey,
}: {
  url: string
  masterKey: string
}): Search & { ping: Check; stop: Stop } => {
  const client = new Meilisearch({
    host: url,
    apiKey: masterKey,
    timeout: requestMs,
    defaultWaitOptions: { timeout: taskMs, interval: 25 },
  })
  const index = client.index<Stored>(indexName)
  let ready: Promise<void> | null = null

  const setUp = async () => {
    try {
      await index.getRawInfo()
    } catch (error) {
      if (codeOf(error) !== 'index_not_found') throw error
      await finished(client.createIndex(indexName, { primaryKey: 'id' }), 'index_already_exists')
    }
    await finished(index.updateSettings(settings))
  }
  /** Runs once the index is there. After any failure it is looked at anew: somebody may have dropped it. */
  const prepared = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      await (ready ??= setUp())
      return await act()
    } catch (error) {
      ready = null
      throw isAway(error)
        ? new Fault('unavailable', 'The search server does not answer. Try again in a moment.', {
            cause: error,
          })
        : error
    }
  }
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
    query: async ({ workspaceId, text, chatIds, limit }) => {
      const q = encodeQuery(readQuery(text))
      if (q === '' || chatIds.length === 0) return []
      const { hits } = await prepared(() =>
        index.search<Stored>(q, {
          filter: [`workspaceId = ${JSON.stringify(workspaceId)}`, `chatId IN ${listOf(chatIds)}`],
          attributesToRetrieve: ['id'],
          matchingStrategy: 'all',
          limit,
        }),
      )
      return hits.map(({ id }) => id)
    },
    ping: async () => void (await client.health()),
    stop: async () => {},
  }
}

const toStored = (doc: SearchDoc): Stored => {
  const { id, version, workspaceId, chatId, senderId } = doc
  const createdAt = doc.createdAt.getTime()
  return { id, version, workspaceId, chatId, senderId, createdAt, ...encodeRuns(runsOf(doc.body)) }
}

const listOf = (values: readonly string[]) =>
  `[${values.map((value) => JSON.stringify(value)).join(', ')}]`

const finished = async (task: EnqueuedTaskPromise, harmless?: string): Promise<void> => {
  const { status, error } = await task.waitTask()
  if (status !== 'succeeded' && error?.code !== harmless)
    throw new Error(`Meilisearch ended a task as ${status}: ${error?.message ?? 'no reason given'}`)
}

const codeOf = (error: unknown) =>
  error instanceof MeilisearchApiError ? error.cause?.code : undefined

/** Whether trying again later can help: the server is away, overloaded or being given its key, or the index is being set up again. */
const isAway = (error: unknown): boolean =>
  error instanceof MeilisearchRequestError ||
  error instanceof MeilisearchRequestTimeOutError ||
  error instanceof MeilisearchTaskTimeOutError ||
  (error instanceof MeilisearchApiError &&
    ([401, 403].includes(error.response.status) ||
      error.response.status >= 500 ||
      ['index_not_found', 'invalid_search_filter', 'invalid_document_filter'].includes(
        error.cause?.code ?? '',
      )))
