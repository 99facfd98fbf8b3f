import { Writable } from 'node:stream'
import pino from 'pino'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import { makeExport } from '../exports/make-export.ts'
import { roleApp } from '../health.ts'
import { start as startNotify } from '../notify/worker.ts'
import type { Role } from '../roles.ts'
import { appRouter } from '../router.ts'
import { serve } from '../serve.ts'
import { openSsr } from '../ssr.ts'
import { faultOf } from '../trpc.ts'
import type { Pages } from '../web.ts'
import { webApp } from '../web.ts'
import type { Actor, TestApp, World } from './app.ts'
import { draft, testApp } from './app.ts'
import { textOfArchive } from './archives.ts'
import { openStream } from './streams.ts'
import { testWeb, uploaded } from './web.ts'

/*
 * Ada and Bo say things of which each has a word of its own. Cleo, a member who is not in their chats, Dana, a guest, and Eve from
 * elsewhere ask for everything that can be asked, look at every page, take their data with them and listen all the while: none of the
 * words may reach them, nor the log.
 */
const word = (name: string) => `canary-${name}-${newId().slice(-8)}`
const words = Object.fromEntries(
  [
    ...[
      'name',
      'topic',
      'said',
      'before',
      'deleted',
      'reply',
      'draft',
      'later',
      'direct',
      'passed',
    ],
    ...['file', 'inside', 'alt'],
  ].map((name) => [name, word(name)]),
) as Record<string, string>

let app: TestApp
let pages: Pages
let notify: Role
let server: Awaited<ReturnType<typeof serve>>
let world: World
let people: Record<'ada' | 'bo' | 'cleo' | 'dana' | 'eve', Actor>
let chatId: ChatId
let messageId: MessageId
let logged = ''

beforeAll(async () => {
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged += chunk.toString()
      done()
    },
  })
  const log = pino({ level: 'trace' }, sink)
  app = await testApp({ workers: true, override: () => ({ log }) })
  pages = await openSsr({ production: false })
  notify = await startNotify({ ...app.deps, metrics: new Registry() })
  server = await serve(roleApp(app.deps, 'notify', notify.app), { host: '127.0.0.1', port: 0 })
  const story = await app.people('ada', 'bo', 'cleo')
  const [ada, bo, cleo] = story.actors as [Actor, Actor, Actor]
  world = story.world
  const dana = await app.person('dana', world, 'guest')
  const eve = (await app.people('eve')).actors[0] as Actor
  people = { ada, bo, cleo, dana, eve }
})
afterAll(async () => {
  const closed = server.stop()
  notify.drain?.()
  await closed
  await notify.stop()
  await pages.stop()
  await app[Symbol.asyncDispose]()
})

const found = (text: string) => Object.values(words).filter((one) => text.includes(one))

/** What happens in the chats that the others are not in. */
const speak = async () => {
  const { ada, bo } = people
  const { name = '', topic = '' } = words
  const chat = await ada.api.chat.create({
    ...{ workspaceId: world.id, kind: 'private', name, topic },
  })
  chatId = chat.id
  await ada.api.chat.addMembers({ chatId, userIds: [bo.id] })
  const said = draft(chatId, `${words.before} hello`)
  messageId = said.id
  await ada.api.chat.send(said)
  await ada.api.chat.edit({ chatId, messageId, body: `${words.said} hello @bo` })
  await bo.api.chat.send({ ...draft(chatId, `${words.reply}`), threadId: messageId })
  const gone = draft(chatId, `${words.deleted}`)
  await bo.api.chat.send(gone)
  await bo.api.chat.delete({ chatId, messageId: gone.id })
  await bo.api.chat.react({ chatId, messageId, emoji: '👍' })
  await bo.api.chat.pin({ chatId, messageId })
  await bo.api.chat.save({ chatId, messageId })
  await ada.api.chat.saveDraft({ chatId, body: `${words.draft}` })
  const sendAt = new Date(Date.now() + 3_600_000).toISOString()
  await ada.api.chat.schedule({ ...draft(chatId, `${words.later}`), sendAt })
  const direct = await ada.api.chat.openDirect({ workspaceId: world.id, userId: bo.id })
  await bo.api.chat.send(draft(direct.chatId, `${words.direct}`))
  const from = { chatId, messageId }
  const passed = { ...draft(direct.chatId, `${words.passed}`), from }
  await ada.api.chat.forward(passed)
  const web = testWeb(app.deps)
  const file = await uploaded(web, bo, world.id, `${words.file}.txt`, `${words.inside}`)
  await bo.api.files.describe({ id: file.id, alt: `${words.alt}` })
  await bo.api.chat.send({ ...draft(chatId, ''), fileIds: [file.id] })
  // Something that all of them may read, after which everything has arrived.
  await ada.api.chat.addMembers({ chatId: world.general, userIds: [people.dana.id] })
  await ada.api.chat.send(draft(world.general, 'open words'))
}

/** Everything that can be asked, as one person, with the ids of what is hidden from her. */
const askAll = async ({ api }: Actor): Promise<string> => {
  const answers: string[] = []
  const { id: workspaceId } = world
  const inputs: unknown[] = [
    undefined,
    {},
    { workspaceId },
    { chatId },
    { messageId },
    { chatId, messageId },
    { chatId, threadId: messageId },
    { chatId, seq: 0 },
    { workspaceId, chatId },
    { workspaceId, userId: people.ada.id },
    { workspaceId, text: 'canary' },
    { workspaceId, text: 'hello' },
  ]
  for (const [path, procedure] of Object.entries(appRouter._def.procedures)) {
    if ((procedure as unknown as { _def: { type: string } })._def.type !== 'query') continue
    const call = path
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], api) as (
      input: unknown,
    ) => Promise<unknown>
    for (const input of inputs)
      answers.push(
        JSON.stringify(await call(input).catch((error: unknown) => faultOf(error))) ?? '',
      )
  }
  return answers.join('\n')
}

/** Every page that a person can open. */
const readAll = async ({ token }: Actor): Promise<string> => {
  const web = webApp(app.deps, pages)
  const home = `/w/${world.slug}`
  const paths = [
    ...['/', '/settings', home, `${home}/people`, `${home}/channels`, `${home}/inbox`],
    ...[`${home}/saved`, `${home}/search?q=canary`, `${home}/statistics`],
    ...[`${home}/chats/${world.general}`, `${home}/chats/${chatId}`],
    ...[
      `${home}/chats/${chatId}?message=${messageId}`,
      `${home}/chats/${chatId}?thread=${messageId}`,
    ],
  ]
  const texts: string[] = []
  for (const path of paths) {
    const response = await web.request(path, { headers: { cookie: `fechatter_session=${token}` } })
    texts.push(await response.text())
  }
  return texts.join('\n')
}

/** What an archive holds, as it is handed out to whoever asked for it. */
const takeAway = async (who: Actor, { id }: { id: string }): Promise<string> => {
  while ((await makeExport(app.deps)) > 0);
  const headers = { cookie: `fechatter_session=${who.token}` }
  const response = await testWeb(app.deps).request(`/exports/${id}`, { headers })
  expect(response.status).toBe(200)
  return textOfArchive(await response.arrayBuffer())
}

test('no private word reaches who may not read it: by no answer, page, event, search, export or log', async () => {
  const listening = new Map<string, Awaited<ReturnType<typeof openStream>>>()
  for (const [name, { token }] of Object.entries(people)) {
    const stream = await openStream(server.port, { token })
    await stream.event('stream.ready')
    listening.set(name, stream)
  }
  app.deps.log.info('everybody listens')
  await speak()
  for (const name of ['ada', 'cleo', 'dana'])
    await listening.get(name)?.event('message.sent', ({ message }) => message.body === 'open words')

  // The premise: who may read them gets to see them by the same ways.
  const query = { workspaceId: world.id, text: 'hello' }
  await expect
    .poll(async () => JSON.stringify(await people.ada.api.search.messages(query)), {
      timeout: 30_000,
    })
    .toContain(words.said)
  const { name, topic, said, reply, draft: unsent, later, direct, file, inside, alt } = words
  expect(found(await askAll(people.ada))).toEqual(
    expect.arrayContaining([name, topic, said, reply, unsent, later, direct]),
  )
  expect(found(await readAll(people.ada))).toEqual(expect.arrayContaining([name, topic, said]))
  expect(found(listening.get('ada')?.text() ?? '')).toEqual(
    expect.arrayContaining([said, reply, direct]),
  )
  const own = await takeAway(people.ada, await people.ada.api.exports.requestMine())
  expect(found(own)).toEqual(
    expect.arrayContaining([name, said, reply, unsent, later, direct, file, inside, alt]),
  )

  for (const name of ['cleo', 'dana', 'eve'] as const) {
    const heard = listening.get(name)?.text() ?? ''
    const seen = {
      answers: await askAll(people[name]),
      pages: await readAll(people[name]),
      export: await takeAway(people[name], await people[name].api.exports.requestMine()),
      heard,
    }
    for (const [way, text] of Object.entries(seen))
      expect({ name, way, found: found(text) }).toEqual({ name, way, found: [] })
  }
  // What was deleted, and what is not sent yet, nobody else sees either.
  const bos = [
    await askAll(people.bo),
    await readAll(people.bo),
    await takeAway(people.bo, await people.bo.api.exports.requestMine()),
  ].join('\n')
  const hidden = [words.deleted, words.draft, words.later]
  expect(found(bos).filter((one) => hidden.includes(one))).toEqual([])
  // An owner's export of the workspace holds what everybody may read, and the log of acts.
  const wish = { workspaceId: world.id, scope: 'public' as const }
  const shared = await takeAway(people.ada, await people.ada.api.exports.request(wish))
  expect(shared).toContain('open words')
  expect(found(shared)).toEqual([])
  expect(logged).toContain('everybody listens')
  expect(found(logged)).toEqual([])
  for (const stream of listening.values()) stream[Symbol.dispose]()
}, 120_000)
