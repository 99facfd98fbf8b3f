import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'

/*
 * Stands in for a Meilisearch server where none can be had: exactly the calls that our adapter makes, refused as Meilisearch
 * refuses them (`code`, `type`, `message`, `link`) when they are not as documented. Its matching is deliberately plain: all words,
 * the last one by its beginning, quoted words in sequence. It knows nothing of typos or languages, and keeps nothing when it ends.
 * To run it by itself:
 *   npx node server/testing/meili-stand-in.ts --port 57700   (key: MEILI_MASTER_KEY)
 */

type Fields = Record<string, unknown>
interface Index {
  primaryKey: string
  documents: Map<string, Fields>
  settings: Fields
}
interface Task {
  uid: number
  status: 'enqueued' | 'succeeded' | 'failed'
  error: ErrorBody | null
  type: string
  indexUid: string
}
interface ErrorBody {
  message: string
  code: string
  type: 'invalid_request' | 'auth' | 'internal'
  link: string
}

class Refusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
  body(): ErrorBody {
    const type = this.status === 401 || this.status === 403 ? 'auth' : 'invalid_request'
    const link = `https://docs.meilisearch.com/errors#${this.code}`
    return { message: this.message, code: this.code, type, link }
  }
}
const refuse = (status: number, code: string, message: string): never => {
  throw new Refusal(status, code, message)
}

const settingNames = [
  'searchableAttributes',
  'filterableAttributes',
  'sortableAttributes',
  'displayedAttributes',
  'rankingRules',
  'typoTolerance',
]

export interface MeiliStandIn extends AsyncDisposable {
  url: string
  masterKey: string
  /** Every call so far, e.g. `POST /indexes/messages/search`. */
  calls: string[]
  /** Loses an index with all documents, as after a disk was replaced. */
  lose: (uid: string) => void
  stop: () => Promise<void>
}

/**
 * Starts the stand-in on 127.0.0.1.
 * @param port 0 for any free one
 */
export const meiliStandIn = async ({
  port = 0,
  masterKey = randomBytes(16).toString('hex'),
} = {}): Promise<MeiliStandIn> => {
  const indexes = new Map<string, Index>()
  const tasks: Task[] = []
  const calls: string[] = []

  const found = (uid: string): Index =>
    indexes.get(uid) ?? refuse(404, 'index_not_found', `Index \`${uid}\` not found.`)

  /** Tasks are done in order, after the answer that names them: who does not wait sees the old state. */
  const enqueue = (type: string, indexUid: string, work: () => void) => {
    const task: Task = { uid: tasks.length, status: 'enqueued', error: null, type, indexUid }
    tasks.push(task)
    setTimeout(() => {
      try {
        work()
        task.status = 'succeeded'
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        task.status = 'failed'
        task.error = error.body()
      }
    }, 5)
    return { taskUid: task.uid, indexUid, status: 'enqueued', type, enqueuedAt: new Date() }
  }

  const routes: [string, RegExp, (id: string, body: unknown) => unknown, number?][] = [
    ['GET', /^\/indexes\/(\w+)$/, (uid) => ({ uid, primaryKey: found(uid).primaryKey })],
    [
      'POST',
      /^\/indexes()$/,
      (_, body) => {
        const { uid, primaryKey } = only(body, ['uid', 'primaryKey'])
        return enqueue('indexCreation', String(uid), () => {
          if (indexes.has(String(uid)))
            refuse(409, 'index_already_exists', `Index \`${String(uid)}\` already exists.`)
          const documents = new Map<string, Fields>()
          indexes.set(String(uid), { primaryKey: String(primaryKey), documents, settings: {} })
        })
      },
      202,
    ],
    [
      'DELETE',
      /^\/indexes\/(\w+)$/,
      (uid) =>
        enqueue('indexDeletion', uid, () => {
          found(uid)
          indexes.delete(uid)
        }),
      202,
    ],
    [
      'POST',
      /^\/swap-indexes()$/,
      (_, body) => {
        if (!Array.isArray(body)) return refuse(400, 'malformed_payload', 'Expected an array.')
        const pairs = body.map((swap) => {
          const { indexes: pair } = only(swap, ['indexes', 'rename'])
          if (!Array.isArray(pair) || pair.length !== 2)
            return refuse(400, 'invalid_swap_indexes', 'Two indexes must be given for each swap.')
          return pair as [string, string]
        })
        return enqueue('indexSwap', '', () => {
          for (const [a, b] of pairs) {
            const [first, second] = [found(a), found(b)]
            indexes.set(a, second).set(b, first)
          }
        })
      },
      202,
    ],
    [
      'PATCH',
      /^\/indexes\/(\w+)\/settings$/,
      (uid, body) => {
        const given = only(body, settingNames)
        return enqueue('settingsUpdate', uid, () => Object.assign(found(uid).settings, given))
      },
      202,
    ],
    [
      'POST',
      /^\/indexes\/(\w+)\/documents$/,
      (uid, body) => {
        if (!Array.isArray(body)) return refuse(400, 'malformed_payload', 'Expected an array.')
        return enqueue('documentAdditionOrUpdate', uid, () => {
          const { primaryKey, documents } = found(uid)
          for (const document of body as Fields[]) {
            const id = document[primaryKey]
            if (typeof id !== 'string' || !/^[\w-]{1,511}$/.test(id))
              return refuse(400, 'invalid_document_id', 'Document identifier is invalid.')
            documents.set(id, document)
          }
        })
      },
      202,
    ],
    [
      'POST',
      /^\/indexes\/(\w+)\/documents\/fetch$/,
      (uid, body) => {
        const { filter, fields, limit = 20 } = only(body, ['filter', 'fields', 'limit'])
        const all = filtered(found(uid), filter, 'invalid_document_filter')
        const results = all.slice(0, Number(limit)).map((document) => pick(document, fields))
        return { results, offset: 0, limit, total: all.length }
      },
    ],
    [
      'POST',
      /^\/indexes\/(\w+)\/search$/,
      (uid, body) => {
        const names = ['q', 'filter', 'attributesToRetrieve', 'matchingStrategy', 'limit', 'sort']
        const { q, filter, attributesToRetrieve, limit = 20, sort = [] } = only(body, names)
        const index = found(uid)
        for (const rule of sort as string[])
          if (!(index.settings.sortableAttributes as string[]).includes(rule.split(':')[0] ?? ''))
            return refuse(400, 'invalid_search_sort', `Attribute of \`${rule}\` is not sortable.`)
        const hits = filtered(index, filter, 'invalid_search_filter')
          .filter((document) => matches(document, String(q), index.settings))
          .sort((a, b) => Number(b.createdAt) - Number(a.createdAt))
        return {
          hits: hits.slice(0, Number(limit)).map((hit) => pick(hit, attributesToRetrieve)),
          query: q,
          limit,
          offset: 0,
          estimatedTotalHits: hits.length,
          processingTimeMs: 0,
        }
      },
    ],
    [
      'GET',
      /^\/tasks\/(\d+)$/,
      (uid) => tasks[Number(uid)] ?? refuse(404, 'task_not_found', `Task \`${uid}\` not found.`),
    ],
  ]

  const answer = async (request: IncomingMessage): Promise<[number, unknown]> => {
    const { method = '', url = '' } = request
    const raw = await text(request)
    calls.push(`${method} ${url}`)
    if (method === 'GET' && url === '/health') return [200, { status: 'available' }]
    const { authorization } = request.headers
    if (!authorization) return refuse(401, 'missing_authorization_header', 'The key is missing.')
    if (authorization !== `Bearer ${masterKey}`)
      return refuse(403, 'invalid_api_key', 'The provided API key is invalid.')
    for (const [verb, pattern, act, status = 200] of routes) {
      const match = verb === method && pattern.exec(url)
      if (!match) continue
      if (raw !== '' && !request.headers['content-type']?.startsWith('application/json'))
        return refuse(415, 'invalid_content_type', 'Send application/json.')
      return [status, act(match[1] ?? '', raw === '' ? undefined : JSON.parse(raw))]
    }
    return refuse(404, 'not_found', `${method} ${url} is not a call that the stand-in knows.`)
  }

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown): [number, unknown] => {
        if (error instanceof Refusal) return [error.status, error.body()]
        return [400, new Refusal(400, 'malformed_payload', String(error)).body()]
      })
      .then(([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify(body))
      })
      .catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const stop = async () => {
    server.closeAllConnections()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    masterKey,
    calls,
    lose: (uid) => void indexes.delete(uid),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const only = (body: unknown, names: readonly string[]): Fields => {
  if (body === null || typeof body !== 'object' || Array.isArray(body))
    return refuse(400, 'bad_request', 'Expected an object.')
  for (const name of Object.keys(body))
    if (!names.includes(name))
      refuse(400, 'bad_request', `Unknown field \`${name}\`: expected one of ${names.join(', ')}.`)
  return body as Fields
}

const pick = (document: Fields, names: unknown): Fields =>
  Object.fromEntries((names as string[]).map((name) => [name, document[name]]))

/** Documents for which all expressions hold. Understood: `name = "value"`, `name IN ["value", …]` and `NOT IN`, `name >= 1`, `name < 1`. */
const filtered = (index: Index, filter: unknown, code: string): Fields[] => {
  const filterable = (index.settings.filterableAttributes ?? []) as string[]
  const tests = [filter].flat().map((expression) => {
    const match = /^(\w+) (?:= (".*")|(NOT )?IN (\[.*\])|(>=|<) (\d+))$/s.exec(String(expression))
    const name = match?.[1] ?? ''
    if (!match) return refuse(400, code, `Was expecting an operation at \`${String(expression)}\`.`)
    if (!filterable.includes(name))
      return refuse(400, code, `Attribute \`${name}\` is not filterable.`)
    const [, , equal, not, list, comparison, number] = match
    if (comparison)
      return ({ [name]: value }: Fields) =>
        typeof value === 'number' &&
        (comparison === '<' ? value < Number(number) : value >= Number(number))
    const values = [JSON.parse(equal ?? list ?? '[]') as string | string[]].flat()
    return (document: Fields) =>
      [document[name]].flat().some((value) => values.includes(String(value))) !== Boolean(not)
  })
  return [...index.documents.values()].filter((document) => tests.every((test) => test(document)))
}

const wordsOf = (line: string): string[] => line.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

const matches = (document: Fields, q: string, settings: Fields): boolean => {
  const texts = ((settings.searchableAttributes ?? []) as string[]).map((name) =>
    wordsOf(typeof document[name] === 'string' ? document[name] : ''),
  )
  const has = (phrase: string[]) =>
    texts.some((text) => ` ${text.join(' ')} `.includes(` ${phrase.join(' ')} `))
  const phrases = [...q.matchAll(/(-?)"([^"]*)"/g)].map(
    (match) => [match[1] === '-', wordsOf(match[2] ?? '')] as const,
  )
  const loose = q.replace(/-?"[^"]*"/g, ' ')
  const words = wordsOf(loose)
  const open = /[\p{L}\p{N}]\s*$/u.test(q) ? words.pop() : undefined
  return (
    phrases.every(([not, phrase]) => has(phrase) !== not) &&
    words.every((word) => texts.some((text) => text.includes(word))) &&
    (open === undefined || texts.some((text) => text.some((word) => word.startsWith(open))))
  )
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
  const { MEILI_MASTER_KEY: masterKey } = process.env
  const { url } = await meiliStandIn({
    port: Number(values.port),
    ...(masterKey ? { masterKey } : {}),
  })
  process.stdout.write(`${url}\n`)
}
