import { afterAll, beforeAll, expect, test } from 'vitest'
import { eq } from 'drizzle-orm'
import type { ChatId } from '../../shared/ids.ts'
import { searchDocs, workspaceMembers } from '../db/schema.ts'
import { startFileReader } from '../files/worker.ts'
import type { Search, SearchDoc } from '../ports.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { pdfSaying } from '../testing/pdf.ts'
import { testWeb, uploaded } from '../testing/web.ts'
import { faultOf } from '../trpc.ts'
import { followChanges } from './indexer.ts'
import { refresh } from './refresh.ts'

/** How long a busy machine may take for what happens at once. */
const soon = { timeout: 10_000 }

let app: TestApp
let stopIndexer: () => Promise<void>
beforeAll(async () => {
  app = await testApp()
  stopIndexer = await followChanges(app.deps)
})
afterAll(async () => {
  await stopIndexer()
  await app[Symbol.asyncDispose]()
})

const find = async (who: Actor, world: World, text: string, chatId?: ChatId) => {
  const input = { workspaceId: world.id, text, ...(chatId ? { chatId } : {}) }
  const { hits } = await who.api.search.messages(input)
  return hits.map(({ message }) => message.body)
}
const indexed = async (body: string, who: Actor, world: World) =>
  expect.poll(() => find(who, world, body), soon).toEqual([body])

test('finds what was said, with sender, chat and the marked words', async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const message = draft(world.general, 'The Lighthouse opens on 星期五')
  await ada.api.chat.send(message)
  await indexed(message.body, bo, world)
  const { hits, degraded } = await bo.api.search.messages({
    workspaceId: world.id,
    text: '星期五 light',
  })
  expect(degraded).toBe(false)
  expect(hits).toEqual([
    {
      message: expect.objectContaining({ id: message.id, body: message.body, senderId: ada.id }),
      sender: { id: ada.id, name: ada.name, isBot: false },
      chat: { id: world.general, name: 'general', kind: 'public', others: [] },
      files: [],
      before: null,
      after: null,
      snippet: [
        { text: 'The ', marked: false },
        { text: 'Lighthouse', marked: true },
        { text: ' opens on ', marked: false },
        { text: '星期五', marked: true },
      ],
    },
  ])
})

test('shows a message as it is read, and as it is written where only that was found', async () => {
  const { world, actors } = await app.people('ada')
  const [ada] = actors as [Actor]
  await ada.api.chat.send(draft(world.general, '| part | state |\n|---|---|\n| hook | **late** |'))
  const link = '> see [the notes](https://example.org/pelican)'
  await ada.api.chat.send(draft(world.general, link))
  await expect.poll(() => find(ada, world, 'pelican'), soon).toEqual([link])
  const shown = async (text: string) => {
    const { hits } = await ada.api.search.messages({ workspaceId: world.id, text })
    return hits.map(({ before, snippet }) => ({
      before: before?.text ?? null,
      text: snippet.map((piece) => (piece.marked ? `[${piece.text}]` : piece.text)).join(''),
    }))
  }
  expect(await shown('late')).toEqual([{ before: null, text: 'part state hook [late]' }])
  expect(await shown('notes')).toEqual([
    { before: 'part state hook late', text: 'see the [notes]' },
  ])
  expect(await shown('pelican')).toMatchObject([
    { text: '> see [the notes](https://example.org/[pelican])' },
  ])
})

test('follows edits and deletions', async () => {
  const { world, actors } = await app.people('ada')
  const [ada] = actors as [Actor]
  const message = draft(world.general, 'albatross')
  await ada.api.chat.send(message)
  await indexed('albatross', ada, world)
  const { id: messageId, chatId } = message
  await ada.api.chat.edit({ chatId, messageId, body: 'cormorant' })
  await indexed('cormorant', ada, world)
  expect(await find(ada, world, 'albatross')).toEqual([])

  await ada.api.chat.delete({ chatId, messageId })
  const left = () =>
    app.deps.db
      .select({ folded: searchDocs.folded })
      .from(searchDocs)
      .where(eq(searchDocs.id, messageId))
  await expect.poll(left, soon).toEqual([{ folded: '' }])

  // An index that was restored from before the deletion.
  await app.deps.db.delete(searchDocs).where(eq(searchDocs.id, messageId))
  const workspaceId = world.id
  await app.deps.search.put([
    {
      ...{ id: messageId, version: 1, workspaceId, chatId, senderId: ada.id, body: 'cormorant' },
      ...{ attached: '', to: [], kinds: [], createdAt: new Date() },
    },
  ])
  const query = { workspaceId, chatIds: [chatId], text: 'cormorant', limit: 9 }
  expect(await app.deps.search.query(query)).toEqual([messageId])
  expect(await find(ada, world, 'cormorant')).toEqual([])
})

test('finds a text file and a PDF by their names and by what they say', async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const stopReader = await startFileReader(app.deps)
  const web = testWeb(app.deps)
  for (const [name, content, body] of [
    ['tide-table.txt', 'high water at the mole', 'the notes'],
    ['survey.pdf', pdfSaying('corrosion of the girders'), 'the paper'],
  ] as const) {
    const file = await uploaded(web, ada, world.id, name, content)
    await ada.api.chat.send({ ...draft(world.general, body), fileIds: [file.id] })
  }
  const finds: [string, string][] = [
    ['tide', 'the notes'],
    ['"water at the mole"', 'the notes'],
    ['survey', 'the paper'],
    ['girders has:file', 'the paper'],
  ]
  for (const [text, body] of finds)
    await expect.poll(() => find(bo, world, text), soon).toEqual([body])
  await stopReader()
})

test('finds nothing in chats that one may not read', async () => {
  const { world, actors } = await app.people('ada', 'bo', 'cleo')
  const [ada, bo, cleo] = actors as [Actor, Actor, Actor]
  const guest = await app.person('dana', world, 'guest')
  const { world: otherWorld, actors: others } = await app.people('eve')
  const [eve] = others as [Actor]
  const { id: vault } = await ada.api.chat.create({
    workspaceId: world.id,
    kind: 'private',
    name: 'vault',
  })
  await ada.api.chat.addMembers({ chatId: vault, userIds: [bo.id, cleo.id] })
  await ada.api.chat.send(draft(vault, 'canary in the vault'))
  await ada.api.chat.send(draft(world.general, 'canary in general'))
  await indexed('canary in the vault', bo, world)
  await expect.poll(async () => (await find(cleo, world, 'canary')).length, soon).toBe(2)
  await expect.poll(async () => (await find(bo, world, 'canary')).length, soon).toBe(2)
  expect(await find(bo, world, 'canary', vault)).toEqual(['canary in the vault'])

  await ada.api.chat.removeMember({ chatId: vault, userId: cleo.id })
  expect(await find(cleo, world, 'canary')).toEqual(['canary in general'])
  expect(await find(guest, world, 'canary')).toEqual([])
  expect(await find(eve, otherWorld, 'canary')).toEqual([])
  const outside: [Actor, World][] = [
    [cleo, world],
    [guest, world],
    [eve, world],
    [eve, otherWorld],
  ]
  for (const [who, place] of outside)
    await expect(find(who, place, 'canary', vault).catch(faultOf)).resolves.toMatchObject({
      code: 'not_found',
    })

  await app.deps.db
    .update(workspaceMembers)
    .set({ status: 'suspended' })
    .where(eq(workspaceMembers.userId, bo.id))
  await expect(find(bo, world, 'canary')).rejects.toThrow()
})

test('does not believe an index that is wrong', async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const place = { workspaceId: world.id, kind: 'private' as const, name: 'vault' }
  const { id: vault } = await ada.api.chat.create(place)
  const secret = draft(vault, 'canary of the vault')
  await ada.api.chat.send(secret)
  await indexed(secret.body, ada, world)
  // Says that the secret stands in #general.
  await app.deps.search.put([
    {
      ...{ id: secret.id, version: 1_000_000, workspaceId: world.id, chatId: world.general },
      ...{ senderId: ada.id, body: secret.body, createdAt: new Date() },
      ...{ attached: '', to: [], kinds: [] },
    },
  ])
  const ids = await app.deps.search.query({
    ...{ workspaceId: world.id, chatIds: [world.general], text: 'canary', limit: 9 },
  })
  expect(ids).toEqual([secret.id])
  expect(await find(bo, world, 'canary')).toEqual([])
})

test('refuses texts and limits out of bounds, and answers odd ones with nothing', async () => {
  const { world, actors } = await app.people('ada')
  const [ada] = actors as [Actor]
  const ask = (input: object) =>
    ada.api.search.messages({ workspaceId: world.id, text: 'x', ...input }).catch(faultOf)
  expect(await ask({ text: 'x'.repeat(201) })).toMatchObject({ code: 'invalid_input' })
  for (const limit of [0, 51, 1.5]) expect(await ask({ limit })).toMatchObject({ field: 'limit' })
  for (const text of ['', '"', '\0', '\ud800', '🎉', "'; --"])
    expect(await ask({ text })).toMatchObject({ hits: [], total: 0, degraded: false })
  expect(await ask({ cursor: 'elsewhere' })).toMatchObject({ field: 'cursor' })
  expect(await ask({ timeZone: 'Mars/Base' })).toMatchObject({ field: 'timeZone' })
})

test('the database searches while the search server is away', async () => {
  const down = () => Promise.reject(new Error('connection refused'))
  await using other = await testApp({
    override: () => ({ search: { put: down, drop: down, query: down } }),
  })
  const { world, actors } = await other.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const stop = await followChanges(other.deps)
  const place = { workspaceId: world.id, kind: 'private' as const, name: 'vault' }
  const { id: vault } = await ada.api.chat.create(place)
  await ada.api.chat.send(draft(vault, 'canary of the vault'))
  await ada.api.chat.send(draft(world.general, 'canary of all'))
  const ask = async (who: Actor) => {
    const { hits, degraded } = await who.api.search.messages({
      workspaceId: world.id,
      text: 'canary',
    })
    return { degraded, bodies: hits.map(({ message }) => message.body).sort() }
  }
  await expect
    .poll(() => ask(ada), soon)
    .toEqual({ degraded: true, bodies: ['canary of all', 'canary of the vault'] })
  expect(await ask(bo)).toEqual({ degraded: true, bodies: ['canary of all'] })
  await stop()
})

test('a write that lands late is put right by whoever wrote it', async () => {
  const { world, actors } = await app.people('ada')
  const [ada] = actors as [Actor]
  const { db } = app.deps
  const puts: string[] = []
  const begun = Promise.withResolvers<void>()
  const edited = Promise.withResolvers<void>()
  /** A search server that takes whatever comes last, and gets the first text last. */
  const forgetful: Search = {
    ...app.deps.search,
    put: async ([doc]: readonly SearchDoc[]) => {
      if (!doc) return
      begun.resolve()
      if (puts.length === 0 && doc.body === 'first text') await edited.promise
      puts.push(doc.body)
    },
  }
  const message = draft(world.general, 'first text')
  await ada.api.chat.send(message)
  const { id: messageId, chatId } = message
  const late = refresh(db, forgetful, [messageId], { lasting: false })
  await begun.promise
  await ada.api.chat.edit({ chatId, messageId, body: 'second text' })
  await refresh(db, forgetful, [messageId], { lasting: false })
  edited.resolve()
  await late
  expect(puts).toEqual(['second text', 'first text', 'second text'])
})
