import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eq } from 'drizzle-orm'
import type { ChatId, FileId, MessageId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { files, messageFiles, messages, users, workspaceMembers } from '../db/schema.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { refresh } from './refresh.ts'

/*
 * Ada, Bo and Cleo talk in #general, in the private #ops (Ada and Bo) and in a direct chat (Ada and Bo). What each operator finds is
 * asked of the procedure, over an index that was filled from the record.
 */
let app: TestApp
let world: World
let ada: Actor, bo: Actor, cleo: Actor
let ops: ChatId, direct: ChatId
const ids: Record<string, MessageId> = {}

const say = async (who: Actor, chatId: ChatId, body: string, more: object = {}) => {
  const message = draft(chatId, body)
  await who.api.chat.send({ ...message, ...more })
  return (ids[body] = message.id)
}

beforeAll(async () => {
  app = await testApp()
  const made = await app.people('ada', 'bo', 'cleo')
  world = made.world
  ;[ada, bo, cleo] = made.actors as [Actor, Actor, Actor]
  await app.deps.db.update(users).set({ username: 'ada' }).where(eq(users.id, ada.id))
  const place = { workspaceId: world.id, kind: 'private' as const, name: 'ops' }
  ops = (await ada.api.chat.create(place)).id
  await ada.api.chat.addMembers({ chatId: ops, userIds: [bo.id] })
  direct = (await ada.api.chat.openDirect({ workspaceId: world.id, userId: bo.id })).chatId

  await say(ada, world.general, 'plan A with a link https://example.org/a')
  const root = await say(bo, world.general, 'plan B has `code` in it')
  await say(cleo, world.general, 'plan C for @Bo Berg')
  await say(ada, ops, 'plan D of the night watch')
  await say(bo, direct, 'plan E between us')
  await say(cleo, world.general, 'reply to plan B', { threadId: root })
  await say(bo, world.general, 'shot https://example.org/plan.png')
  const shared = { chatId: world.general, messageId: ids['plan C for @Bo Berg'] as MessageId }
  await bo.api.chat.react({ ...shared, emoji: '👍' })
  await ada.api.chat.pin(shared)
  await ada.api.chat.save(shared)
  const old = ids['plan A with a link https://example.org/a'] as MessageId
  const createdAt = new Date('2026-03-10T23:30:00Z')
  await app.deps.db.update(messages).set({ createdAt }).where(eq(messages.id, old))
  await refresh(app.deps.db, app.deps.search, Object.values(ids), { lasting: true })
})
afterAll(() => app[Symbol.asyncDispose]())

const ask = (who: Actor, text: string, more: object = {}) =>
  who.api.search.messages({ workspaceId: world.id, text, ...more })
/** The letters of the plans that are found, and other texts as they are. */
const plans = async (who: Actor, text: string, more: object = {}) => {
  const { hits } = await ask(who, text, more)
  return hits.map(({ message }) => /^plan (\w)/.exec(message.body)?.[1] ?? message.body).sort()
}
const reply = 'reply to plan B'
const shot = 'shot https://example.org/plan.png'

test.each<[string, string[]]>([
  ['plan', ['A', 'B', 'C', 'D', 'E', reply, shot]],
  ['plan -watch -"between us"', ['A', 'B', 'C', reply, shot]],
  ['plan from:@ada', ['A', 'D']],
  ['plan from:"Ada Lovelace"', ['A', 'D']],
  ['plan from:bo from:@ada', ['A', 'B', 'D', 'E', shot]],
  ['plan from:me', ['A', 'D']],
  ['is:mine', ['A', 'D']],
  ['plan -from:me', ['B', 'C', 'E', reply, shot]],
  ['in:#ops', ['D']],
  ['plan in:ops in:#general -in:#general', ['D']],
  ['in:@bo', ['E']],
  ['to:me', ['E']],
  ['to:@bo', ['C']],
  ['has:link', ['A', shot]],
  ['has:image', [shot]],
  ['has:code', ['B']],
  ['has:reaction', ['C']],
  ['is:pinned', ['C']],
  ['is:saved', ['C']],
  ['plan -is:saved -has:link', ['B', 'D', 'E', reply]],
  ['is:thread', ['B', reply]],
  ['is:unread', ['B', 'C', 'E', reply, shot]],
  ['plan before:2026-06', ['A']],
  ['on:2026-03-10', ['A']],
  ['during:2026-03', ['A']],
  ['after:2026-03-09 before:2026-03-10', []],
  ['after:2026-03-10 from:me', ['D']],
  ['plan on:1999', []],
])('%s', async (text, expected) => {
  expect(await plans(ada, text)).toEqual(expected)
})

test('finds files by name and by what they say, and shows the passage', async () => {
  const id = await say(ada, world.general, 'the minutes')
  const fileId = newId<FileId>()
  await app.deps.db.insert(files).values({
    ...{ id: fileId, workspaceId: world.id, ownerId: ada.id, hash: 'x', name: 'harbour-9.pdf' },
    ...{ type: 'application/pdf', kind: 'pdf', size: 9 },
  })
  await app.deps.db
    .insert(messageFiles)
    .values({ messageId: id, fileId, chatId: world.general, seq: 99, place: 0 })
  const again = () => refresh(app.deps.db, app.deps.search, [id], { lasting: true })
  await app.deps.db.update(messages).set({ rev: 999 }).where(eq(messages.id, id))
  await again()
  expect(await plans(bo, 'harbour has:file')).toEqual(['the minutes'])
  // Its text is read later: the message has not changed.
  await app.deps.db.update(files).set({ text: 'Berths and gantries' }).where(eq(files.id, fileId))
  await again()
  const [hit] = (await ask(bo, 'gantries')).hits
  expect(hit?.files).toEqual([
    {
      id: fileId,
      name: [{ text: 'harbour-9.pdf', marked: false }],
      passage: [
        { text: 'Berths and ', marked: false },
        { text: 'gantries', marked: true },
      ],
    },
  ])
})

test('days begin where the person is', async () => {
  expect(await plans(ada, 'on:2026-03-11', { timeZone: 'Asia/Tokyo' })).toEqual(['A'])
  expect(await plans(ada, 'on:2026-03-10', { timeZone: 'Asia/Tokyo' })).toEqual([])
  await ada.api.identity.updateProfile({ timeZone: 'Asia/Tokyo' })
  expect(await plans(ada, 'on:2026-03-11')).toEqual(['A'])
  await ada.api.identity.updateProfile({ timeZone: 'UTC' })
})

test('what is not understood changes nothing, names of nobody find nothing and are shown', async () => {
  expect(await plans(ada, 'watch has:banana before:soonish from:')).toEqual(['D'])
  expect(await plans(ada, 'color:watch')).toEqual([])
  const nobody = await ask(ada, 'plan from:@zed')
  expect(nobody).toMatchObject({ total: 0, unknown: [{ start: 5, end: 14 }] })
  // A hidden chat is told as one that is not there.
  const hidden = await ask(cleo, 'plan in:#ops')
  const missing = await ask(cleo, 'plan in:#oop')
  expect(hidden).toEqual(missing)
})

test('forgives a slip, completes the last word, honours the order', async () => {
  expect(await plans(ada, 'betwene')).toEqual(['E'])
  expect(await plans(ada, 'nigh')).toEqual(['D'])
  const { hits } = await ask(ada, 'plan sort:new')
  const times = hits.map(({ message }) => message.createdAt)
  expect(times).toEqual([...times].sort().reverse())
})

test('shows the lines around a hit, in its chat or thread', async () => {
  const [hit] = (await ask(cleo, '"plan C"')).hits
  expect(hit).toMatchObject({
    before: { sender: bo.name, text: 'plan B has code in it' },
    after: { sender: bo.name, text: shot },
  })
  const [inThread] = (await ask(cleo, 'reply')).hits
  expect(inThread).toMatchObject({ before: null, after: null })
})

describe('facets and pages', () => {
  test('count what is found', async () => {
    const { total, more, facets } = await ask(cleo, 'plan')
    expect([total, more]).toEqual([5, false])
    expect(facets.people.map(({ person, count }) => [person.name, count])).toEqual(
      expect.arrayContaining([
        [cleo.name, 2],
        [bo.name, 2],
        [ada.name, 1],
      ]),
    )
    expect(facets.chats.map(({ chat, count }) => [chat.name, count])).toEqual([['general', 5]])
    expect(facets.months.at(-1)).toEqual({ month: '2026-03', count: 1 })
    expect(Object.fromEntries(facets.kinds.map(({ kind, count }) => [kind, count]))).toEqual({
      ...{ link: 2, thread: 2, code: 1, image: 1, reaction: 1, pinned: 1 },
    })
  })

  test('go on where the last page ended, also when something is said meanwhile', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    for (let page = 0; page < 4; page += 1) {
      const answer = await ask(bo, 'plan sort:new', { limit: 2, ...(cursor ? { cursor } : {}) })
      seen.push(...answer.hits.map(({ message }) => message.id))
      cursor = answer.cursor ?? undefined
      if (page > 0) continue
      const late = await say(ada, world.general, 'plan F came late')
      await refresh(app.deps.db, app.deps.search, [late], { lasting: true })
    }
    expect(cursor).toBeUndefined()
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(7)
  })
})

test('suggests people, chats and messages that one can know of', async () => {
  const suggest = async (who: Actor, text: string) => {
    const {
      people,
      chats,
      messages: found,
    } = await who.api.search.suggest({
      workspaceId: world.id,
      text,
    })
    const titles = chats.map(({ name, others }) => name || others.map((one) => one.name).join())
    return [...people.map(({ name }) => name), ...titles, ...found.map((hit) => hit.message.body)]
  }
  expect(await suggest(bo, '@love')).toEqual([ada.name, ada.name])
  expect(await suggest(cleo, 'lovel a')).toEqual([ada.name])
  expect(await suggest(cleo, 'lovel b')).toEqual([])
  expect(await suggest(bo, '#op')).toEqual(['ops'])
  expect(await suggest(cleo, '#op')).toEqual([])
  expect(await suggest(bo, 'night wat')).toEqual(['plan D of the night watch'])
  expect(await suggest(cleo, 'night wat')).toEqual([])

  // Scripts without spaces have no beginnings of words.
  const place = { workspaceId: world.id, kind: 'public' as const }
  await ada.api.chat.create({ ...place, name: '產品設計' })
  for (const text of ['产品', '设计', '設計'])
    expect(await suggest(cleo, text)).toEqual(['產品設計'])

  // Who is suspended is not there to be met.
  const gone = await app.person('eve', world)
  expect(await suggest(cleo, gone.name)).toEqual([gone.name])
  await app.deps.db
    .update(workspaceMembers)
    .set({ status: 'suspended' })
    .where(eq(workspaceMembers.userId, gone.id))
  expect(await suggest(cleo, gone.name)).toEqual([])
})

test('remembers recent searches and keeps named ones, each for its person', async () => {
  const of = (who: Actor) => who.api.search.searches({ workspaceId: world.id })
  for (let number = 1; number <= 12; number += 1)
    await ada.api.search.remember({ workspaceId: world.id, query: `plan ${number}` })
  await ada.api.search.save({ workspaceId: world.id, query: 'plan 5', name: 'The first' })
  await ada.api.search.save({ workspaceId: world.id, query: 'plan 12', name: 'The last' })
  const { recent, saved } = await of(ada)
  expect([recent.length, recent[0]]).toEqual([8, 'plan 11'])
  expect(saved.map(({ name }) => name)).toEqual(['The first', 'The last'])
  await ada.api.search.forget({ workspaceId: world.id, query: 'plan 5' })
  expect((await of(ada)).saved).toEqual([{ query: 'plan 12', name: 'The last' }])
  expect(await of(bo)).toEqual({ recent: [], saved: [] })
  await bo.api.search.remember({ workspaceId: world.id, query: 'berths' })
  await ada.api.search.forgetRecent({ workspaceId: world.id })
  expect(await of(ada)).toEqual({ recent: [], saved: [{ query: 'plan 12', name: 'The last' }] })
  expect((await of(bo)).recent).toEqual(['berths'])
})
