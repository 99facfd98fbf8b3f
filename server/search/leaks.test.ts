import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eq } from 'drizzle-orm'
import { hasValues, isValues } from '../../shared/search-query.ts'
import { chatMembers, workspaceMembers } from '../db/schema.ts'
import { postgresSearch } from '../adapters/search/postgres.ts'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { refresh } from './refresh.ts'

/*
 * Two workspaces, channels of every kind, people of every standing. Each message carries the name of its chat; whatever is asked, by
 * whomever, nothing of a chat that the asker may not read may appear in any byte of an answer. The index itself is told lies: it
 * suggests every message to everybody.
 */
const modes = ['search server', 'database'] as const
const queries = [
  'canary',
  'canar',
  'canray',
  '"the canary"',
  'the -nothing',
  'canary from:@ada',
  'canary to:@bo',
  'in:#vault canary',
  'in:#attic canary',
  'in:@bo canary',
  'on:today',
  'during:year sort:new',
  ...['vault', 'attic', 'porch', 'lobby', 'else'],
  ...hasValues.map((value) => `has:${value}`),
  ...isValues.map((value) => `is:${value}`),
  ...isValues.map((value) => `canary -is:${value}`),
]

describe.each(modes)('found by the %s', (mode) => {
  let app: TestApp
  let world: World, elsewhere: World
  const actors: Record<string, Actor> = {}
  const chats: Record<string, ChatId> = {}
  /** Who may read which chats. */
  const allowed: Record<string, string[]> = {}

  beforeAll(async () => {
    let everything: MessageId[] = []
    app = await testApp({
      override: ({ db }) => {
        const inner = postgresSearch(db)
        // Says for every query: all that was ever said, anywhere.
        const liar = { ...inner, query: () => Promise.resolve(everything) }
        const down = { ...inner, query: () => Promise.reject(new Error('down')) }
        return mode === 'database' ? { search: down, databaseSearch: liar } : { search: liar }
      },
    })
    const here = await app.people('ada', 'bo', 'cleo')
    const there = await app.people('eve')
    world = here.world
    elsewhere = there.world
    const [ada, bo, cleo] = here.actors as [Actor, Actor, Actor]
    const [eve] = there.actors as [Actor]
    const guest = await app.person('dana', world, 'guest')
    Object.assign(actors, { ada, bo, cleo, guest, eve })

    const create = async (kind: 'public' | 'private', name: string, ...members: Actor[]) => {
      const { id } = await ada.api.chat.create({ workspaceId: world.id, kind, name })
      const userIds = members.map((member) => member.id)
      if (userIds.length > 0) await ada.api.chat.addMembers({ chatId: id, userIds })
      chats[name] = id
    }
    chats.general = world.general
    chats.elsewhere = elsewhere.general
    await create('public', 'lobby')
    await create('private', 'vault', bo)
    await create('private', 'attic', bo, cleo)
    await create('private', 'porch', guest)
    await ada.api.chat.removeMember({ chatId: chats.attic as ChatId, userId: cleo.id })
    chats.direct = (await ada.api.chat.openDirect({ workspaceId: world.id, userId: bo.id })).chatId
    Object.assign(allowed, {
      ada: ['general', 'lobby', 'vault', 'attic', 'porch', 'direct'],
      bo: ['general', 'lobby', 'vault', 'attic', 'direct'],
      cleo: ['general', 'lobby'],
      guest: ['porch'],
      eve: ['elsewhere'],
    })
    const said: MessageId[] = []
    for (const [name, chatId] of Object.entries(chats)) {
      const who = name === 'elsewhere' ? eve : ada
      const text = `the canary of ${name}-secret for @${bo.name} https://example.org/${name}-secret.png \`x\``
      const message = draft(chatId, text)
      await who.api.chat.send(message)
      await who.api.chat.send({
        ...draft(chatId, `canary in the ${name}-secret`),
        threadId: message.id,
      })
      await who.api.chat.react({ chatId, messageId: message.id, emoji: '👍' })
      await who.api.chat.pin({ chatId, messageId: message.id })
      said.push(message.id)
    }
    await refresh(app.deps.db, app.deps.databaseSearch, said, { lasting: true })
    everything = said
  })
  afterAll(() => app[Symbol.asyncDispose]())

  test.each(['ada', 'bo', 'cleo', 'guest', 'eve'])('%s is shown nothing foreign', async (name) => {
    const who = actors[name] as Actor
    const place = name === 'eve' ? elsewhere : world
    const mine = allowed[name] ?? []
    let shown = 0
    for (const text of queries) {
      const answer = await who.api.search.messages({ workspaceId: place.id, text })
      const suggested = await who.api.search.suggest({ workspaceId: place.id, text })
      const bytes = JSON.stringify([answer, suggested])
      const foreign = Object.keys(chats).filter((chat) => !mine.includes(chat))
      for (const chat of foreign) {
        expect(bytes, `${text}: ${chat}`).not.toContain(`${chat}-secret`)
        expect(bytes, `${text}: ${chat}`).not.toContain(chats[chat])
      }
      const counted = answer.facets.chats.map(({ count }) => count)
      expect(counted.reduce((sum, count) => sum + count, 0)).toBe(answer.total)
      expect(answer.total).toBeLessThanOrEqual(mine.length)
      shown += answer.total
    }
    // Its twin: what is one's own is shown.
    expect(shown).toBeGreaterThan(0)
  })

  test('people are suggested to those alone who can know of them', async () => {
    const suggested = async (name: string, text: string) => {
      const workspaceId = name === 'eve' ? elsewhere.id : world.id
      const { people } = await (actors[name] as Actor).api.search.suggest({ workspaceId, text })
      return people.map((person) => person.id)
    }
    const { ada, bo } = actors as { ada: Actor; bo: Actor }
    for (const name of ['cleo', 'guest']) expect(await suggested(name, ada.name)).toEqual([ada.id])
    expect(await suggested('cleo', bo.name)).toEqual([bo.id])
    for (const name of ['guest', 'eve']) expect(await suggested(name, bo.name)).toEqual([])
    expect(await suggested('eve', ada.name)).toEqual([])
  })

  test('a stranger and someone suspended are shown nothing at all', async () => {
    const { eve, bo } = actors as { eve: Actor; bo: Actor }
    const ask = (who: Actor) => who.api.search.messages({ workspaceId: world.id, text: 'canary' })
    await expect(ask(eve)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const standing = (status: 'active' | 'suspended') =>
      app.deps.db.update(workspaceMembers).set({ status }).where(eq(workspaceMembers.userId, bo.id))
    await standing('suspended')
    await expect(ask(bo)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await standing('active')
    expect((await ask(bo)).total).toBeGreaterThan(0)
  })

  test('who leaves between the search and the page sees nothing of it', async () => {
    const { bo } = actors as { bo: Actor }
    const before = await bo.api.search.messages({ workspaceId: world.id, text: 'canary' })
    await app.deps.db
      .update(chatMembers)
      .set({ leftAt: new Date(), leftSeq: 99 })
      .where(eq(chatMembers.chatId, chats.vault as ChatId))
    const after = await bo.api.search.messages({ workspaceId: world.id, text: 'canary' })
    expect([before.total, after.total]).toEqual([5, 4])
  })
})
