import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Fault } from '../../../shared/errors.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../../shared/ids.ts'
import { newId } from '../../../shared/ids.ts'
import type { MeiliStandIn } from '../../testing/meili-stand-in.ts'
import { meiliStandIn } from '../../testing/meili-stand-in.ts'
import { meiliSearch } from './meilisearch.ts'
import { searchContract } from './search.contract.ts'

const { MEILI_URL, MEILI_MASTER_KEY } = process.env
console.log(
  MEILI_URL
    ? `Meilisearch: testing against the REAL server at MEILI_URL`
    : 'Meilisearch: NO REAL SERVER. Testing against our stand-in; set MEILI_URL and MEILI_MASTER_KEY for the real one.',
)

describe.skipIf(!MEILI_URL)('in a real Meilisearch (needs MEILI_URL)', () => {
  let search: ReturnType<typeof meiliSearch>
  beforeAll(() => {
    search = meiliSearch({ url: MEILI_URL ?? '', masterKey: MEILI_MASTER_KEY ?? '' })
  })
  searchContract(
    () => search,
    () => search.builder,
  )
})

const sample = () => ({
  id: newId<MessageId>(),
  version: 1,
  workspaceId: newId<WorkspaceId>(),
  chatId: newId<ChatId>(),
  senderId: newId<UserId>(),
  body: 'canary',
  attached: '',
  to: [],
  kinds: [],
  createdAt: new Date(),
})

describe('in a stand-in for Meilisearch', () => {
  let server: MeiliStandIn
  let search: ReturnType<typeof meiliSearch>
  beforeAll(async () => {
    server = await meiliStandIn()
    search = meiliSearch(server)
  })
  afterAll(() => server.stop())
  searchContract(
    () => search,
    () => search.builder,
    { forgiving: false },
  )

  test('makes the index anew after it was lost', async () => {
    const doc = sample()
    const query = { workspaceId: doc.workspaceId, chatIds: [doc.chatId], text: 'canary', limit: 9 }
    await search.put([doc])
    expect(await search.query(query)).toEqual([doc.id])
    server.lose('messages')
    await expect(search.put([doc])).rejects.toMatchObject({ code: 'unavailable' })
    await search.put([doc])
    // It has one document of many: the database knows more.
    await expect(search.query(query)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await search.builder.whole()).toBe(false)
    await search.builder.begin()
    await search.builder.add([doc])
    await search.builder.finish()
    expect(await search.query(query)).toEqual([doc.id])
  })

  test('writes what comes at once in one batch', async () => {
    await search.put([sample()])
    const before = server.calls.length
    await Promise.all(Array.from({ length: 50 }, () => search.put([sample()])))
    const writes = server.calls.slice(before).filter((call) => call.endsWith('/documents'))
    expect(writes.length).toBeLessThanOrEqual(2)
  })

  test('says that it is unavailable when the server is away or the key is wrong', async () => {
    await using other = await meiliStandIn()
    const wrong = meiliSearch({ url: other.url, masterKey: 'wrong' })
    await expect(wrong.put([sample()])).rejects.toBeInstanceOf(Fault)
    const right = meiliSearch(other)
    await right.ping()
    await right.put([sample()])
    await other.stop()
    await expect(right.put([sample()])).rejects.toMatchObject({ code: 'unavailable' })
    await expect(right.ping()).rejects.toThrow()
  })

  test('the stand-in refuses what Meilisearch refuses', async () => {
    const ask = async (path: string, body: unknown) => {
      const response = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.masterKey}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      })
      return { status: response.status, ...((await response.json()) as { code: string }) }
    }
    const path = '/indexes/messages/search'
    expect(await ask(path, { q: 'x', filter: ['body = "x"'] })).toMatchObject({
      status: 400,
      code: 'invalid_search_filter',
    })
    expect(await ask(path, { q: 'x', where: 'y' })).toMatchObject({ code: 'bad_request' })
    expect(await ask('/indexes/none/search', { q: '' })).toMatchObject({ code: 'index_not_found' })
    expect(await ask('/keys', {})).toMatchObject({ status: 404, code: 'not_found' })
  })
})
