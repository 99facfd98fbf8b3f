import {
  MeilisearchApiError,
  MeilisearchRequestError,
  MeilisearchRequestTimeOutError,
  MeilisearchTaskTimeOutError,
} from 'meilisearch'
import type { EnqueuedTaskPromise, Index, Meilisearch, Settings } from 'meilisearch'
import { Fault } from '../../../shared/errors.ts'
import { runsOf } from '../../db/terms.ts'
import type { SearchDoc } from '../../ports.ts'
import { encodeRuns } from './encode.ts'

export const indexName = 'messages'
/** The document that is in an index which was built whole; its version tells one build from another. */
export const buildMark = 'build'

const settings: Settings = {
  searchableAttributes: ['words', 'pairs'],
  filterableAttributes: ['id', 'workspaceId', 'chatId', 'senderId', 'to', 'kinds', 'createdAt'],
  sortableAttributes: ['createdAt'],
  displayedAttributes: ['id', 'version'],
  rankingRules: ['sort', 'words', 'typo', 'proximity', 'exactness', 'createdAt:desc'],
  typoTolerance: { disableOnAttributes: ['pairs'] },
}

/** What is kept of a message; of a dropped one only id and an unbeatable version, so that it fits no filter. */
export interface Stored {
  id: string
  version: number
  workspaceId?: string
  chatId?: string
  senderId?: string
  to?: readonly string[]
  kinds?: readonly string[]
  createdAt?: number
  words?: string
  pairs?: string
}

export const toStored = (doc: SearchDoc): Stored => {
  const { id, version, workspaceId, chatId, senderId, to, kinds } = doc
  const createdAt = doc.createdAt.getTime()
  const text = encodeRuns([...runsOf(doc.body), ...runsOf(doc.attached)])
  return { id, version, workspaceId, chatId, senderId, to, kinds, createdAt, ...text }
}

/** Makes an index if there is none of that name, and sets it up. */
export const setUp = async (client: Meilisearch, name: string): Promise<Index<Stored>> => {
  const index = client.index<Stored>(name)
  try {
    await index.getRawInfo()
  } catch (error) {
    if (codeOf(error) !== 'index_not_found') throw error
    await finished(client.createIndex(name, { primaryKey: 'id' }), 'index_already_exists')
  }
  await finished(index.updateSettings(settings))
  return index
}

/** The version of an index's build; 0 for one that was never built whole, or is not there. */
export const buildOf = async (index: Index<Stored>): Promise<number> => {
  try {
    const { results } = await index.getDocuments<Stored>({
      filter: `id = "${buildMark}"`,
      fields: ['version'],
      limit: 1,
    })
    return results[0]?.version ?? 0
  } catch (error) {
    if (['index_not_found', 'invalid_document_filter'].includes(codeOf(error) ?? '')) return 0
    throw error
  }
}

/** Waits for a task to be done. @throws if it ends otherwise than well, or than `harmless` */
export const finished = async (task: EnqueuedTaskPromise, harmless?: string): Promise<void> => {
  const { status, error } = await task.waitTask()
  if (status !== 'succeeded' && error?.code !== harmless)
    throw new Error(`Meilisearch ended a task as ${status}: ${error?.message ?? 'no reason given'}`)
}

const codeOf = (error: unknown) =>
  error instanceof MeilisearchApiError ? error.cause?.code : undefined

export const unavailable = (cause?: unknown): Fault =>
  new Fault('unavailable', 'The search server does not answer. Try again in a moment.', { cause })

/** Whether trying again later can help: the server is away, overloaded or being given its key, or the index is being set up again. */
export const isAway = (error: unknown): boolean =>
  error instanceof MeilisearchRequestError ||
  error instanceof MeilisearchRequestTimeOutError ||
  error instanceof MeilisearchTaskTimeOutError ||
  (error instanceof MeilisearchApiError &&
    ([401, 403].includes(error.response.status) ||
      error.response.status >= 500 ||
      ['index_not_found', 'invalid_search_filter', 'invalid_document_filter'].includes(
        error.cause?.code ?? '',
      )))
