import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { messageKinds } from '../../shared/search-query.ts'
import { postgresSearch } from '../adapters/search/postgres.ts'
import type { TestApp, World } from '../testing/app.ts'
import { testApp } from '../testing/app.ts'
import type { Explained } from '../testing/explain.ts'
import { explaining, nodesOf } from '../testing/explain.ts'

let app: TestApp
let world: World
let explain: (work: () => Promise<unknown>) => Promise<Explained[]>

beforeAll(async () => {
  app = await testApp({
    override: ({ db }) => {
      const recorded = explaining(db, { avoidScans: true })
      explain = recorded.explain
      return { databaseSearch: postgresSearch(recorded.db) }
    },
  })
  world = (await app.people('ada')).world
})
afterAll(() => app[Symbol.asyncDispose]())

test.each(messageKinds)(
  'messages of the kind %s are found in an index of their own',
  async (kind) => {
    const plans = await explain(() =>
      app.deps.databaseSearch.query({
        ...{ workspaceId: world.id, chatIds: [world.general, newId<ChatId>()] },
        ...{ text: '', filter: { kinds: [kind] }, sort: 'new', limit: 10 },
      }),
    )
    const indexes = plans.flatMap(({ plan }) => nodesOf(plan).map((node) => node['Index Name']))
    expect(indexes).toContain(`search_docs_${kind}`)
  },
)
