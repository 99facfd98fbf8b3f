import { expect, test } from 'vitest'
import { eq } from 'drizzle-orm'
import { meiliSearch } from '../adapters/search/meilisearch.ts'
import { searchDocs, searchIndexes, searchWords } from '../db/schema.ts'
import type { SearchBuilder } from '../ports.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { meiliStandIn } from '../testing/meili-stand-in.ts'
import { buildIndex, indexTargets } from './build-index.ts'
import { followChanges } from './indexer.ts'

const soon = { timeout: 10_000 }
/** Each of these has an app of its own, which takes a busy machine some time. */
const busy = 60_000

const scene = async (app: TestApp) => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  return { world, ada, bo }
}
const bodies = async (who: Actor, world: World, text: string) => {
  const { hits, degraded } = await who.api.search.messages({ workspaceId: world.id, text })
  return { degraded, bodies: hits.map(({ message }) => message.body).sort() }
}

test(
  'makes the index of the database from the record, once, and again when an admin asks',
  async () => {
    await using app = await testApp()
    const { world, ada, bo } = await scene(app)
    const gone = draft(world.general, 'a heron that flew')
    await ada.api.chat.send(gone)
    await ada.api.chat.delete({ chatId: world.general, messageId: gone.id })
    await ada.api.chat.send(draft(world.general, 'a heron that stayed'))
    const [target] = indexTargets(app.deps)
    if (!target) throw new Error('there is always the index in the database')
    const progress: [number, number][] = []
    const build = () =>
      buildIndex(app.deps.db, target, { onProgress: (...now) => progress.push(now) })
    expect(await build()).toBe(true)
    expect(await bodies(bo, world, 'heron')).toEqual({
      degraded: false,
      bodies: ['a heron that stayed'],
    })
    expect(progress.at(-1)).toEqual([1, 1])
    expect(await build()).toBe(false)

    // What nobody says any more is forgotten with the next one.
    await app.deps.db.insert(searchWords).values({ word: 'secretword', keys: [] })
    const [doc] = await app.deps.db.select().from(searchDocs)
    if (!doc) throw new Error('one message is in the index')
    await app.deps.db.insert(searchDocs).values({ ...doc, id: gone.id })
    await expect(bo.api.search.reindex({ workspaceId: world.id })).rejects.toThrow('admin')
    await ada.api.search.reindex({ workspaceId: world.id })
    expect(await ada.api.search.indexes({ workspaceId: world.id })).toMatchObject([
      { name: 'database', building: true },
    ])
    expect(await build()).toBe(true)
    expect(await app.deps.db.$count(searchDocs)).toBe(1)
    expect(await app.deps.db.$count(searchWords, eq(searchWords.word, 'secretword'))).toBe(0)
    const entries = await ada.api.workspace.audit({ workspaceId: world.id })
    expect(entries[0]).toMatchObject({ action: 'search.reindexed', actorId: ada.id })
  },
  busy,
)

test(
  'goes on where a build was killed, and one process builds at a time',
  async () => {
    await using app = await testApp()
    const { world, ada } = await scene(app)
    for (let number = 0; number < 5; number += 1)
      await ada.api.chat.send(draft(world.general, `tern ${number}`))
    const [target] = indexTargets(app.deps)
    if (!target) throw new Error('there is always the index in the database')
    const added: number[] = []
    let dies = true
    const builder: SearchBuilder = {
      ...target.builder,
      add: async (docs) => {
        added.push(docs.length)
        await target.builder.add(docs)
      },
      finish: async () => {
        if (dies) throw new Error('killed')
        await target.builder.finish()
      },
    }
    const build = () => buildIndex(app.deps.db, { ...target, builder })
    await expect(build()).rejects.toThrow('killed')
    await app.deps.db
      .update(searchIndexes)
      .set({ builder: 'another', builderUntil: new Date(Date.now() + 60_000) })
    dies = false
    expect(await build()).toBe(false)
    await app.deps.db.update(searchIndexes).set({ builderUntil: new Date(0) })
    expect(await build()).toBe(true)
    // The five were written once.
    expect(added).toEqual([5])
    expect((await bodies(ada, world, 'tern')).bodies.length).toBe(5)
  },
  busy,
)

test(
  'a search server that lost its index is made whole again while the database answers',
  async () => {
    await using server = await meiliStandIn()
    const meili = meiliSearch(server)
    await using app = await testApp({
      override: ({ builders }) => ({
        search: meili,
        builders: { ...builders, server: meili.builder },
      }),
    })
    const { world, ada, bo } = await scene(app)
    const stop = await followChanges(app.deps)
    const [, target] = indexTargets(app.deps)
    if (!target) throw new Error('there is a search server')
    const early = draft(world.general, 'walrus one')
    await ada.api.chat.send(early)
    await expect
      .poll(() => bodies(bo, world, 'walrus'), soon)
      .toEqual({ degraded: true, bodies: ['walrus one'] })

    // Said and deleted while the new index is filled: it takes neither the old text nor the lost one.
    const late = draft(world.general, 'walrus two')
    let interrupted = false
    const builder: SearchBuilder = {
      ...target.builder,
      add: async (docs) => {
        await target.builder.add(docs)
        if (interrupted) return
        interrupted = true
        await ada.api.chat.send(late)
        await ada.api.chat.delete({ chatId: world.general, messageId: early.id })
        await app.event('message.deleted')
      },
    }
    expect(await buildIndex(app.deps.db, { ...target, builder })).toBe(true)
    const direct = () =>
      meili.query({ workspaceId: world.id, chatIds: [world.general], text: 'walrus', limit: 9 })
    await expect.poll(direct, soon).toEqual([late.id])

    server.lose('messages')
    await expect(direct()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await buildIndex(app.deps.db, target)).toBe(true)
    expect(await direct()).toEqual([late.id])
    await stop()
  },
  busy,
)
