import { count, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MessageId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { messages, outbox } from '../db/schema.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'

let app: TestApp
let world: World
let ada: Actor
let bo: Actor
let cleo: Actor

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const lobby = async () => {
  const made = await app.people('ada', 'bo', 'cleo')
  world = made.world
  ;[ada, bo, cleo] = made.actors as [Actor, Actor, Actor]
  return world.general
}

const fault = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error).code,
  )

test('a new person lands in #general with the bot already there', async () => {
  const general = await lobby()
  const [chat] = await ada.api.chat.list({ workspaceId: world.id })
  expect(chat).toMatchObject({ id: general, name: 'general', kind: 'public', unread: 0 })
  const names = (await bo.api.chat.members({ chatId: general })).map(({ name }) => name)
  expect(names).toEqual(['Ada Lovelace', 'Bo Berg', 'Cleo Marsh', 'bot'])
})

test('what one sends, the other reads, in order', async () => {
  const general = await lobby()
  const first = await ada.api.chat.send(draft(general, 'hi'))
  const second = await bo.api.chat.send(draft(general, 'hello'))
  expect(second.seq).toBe(first.seq + 1)
  const { messages: page, people } = await cleo.api.chat.page({ chatId: general })
  expect(page.map(({ body }) => body)).toEqual(['hi', 'hello'])
  expect(people.map(({ name }) => name).sort()).toEqual(['Ada Lovelace', 'Bo Berg'])
})

test('a resend is the same message, for ever; the same id with other words is a conflict', async () => {
  const general = await lobby()
  const message = draft(general, 'only once')
  const ack = await ada.api.chat.send(message)
  const again = await Promise.all([message, message, message].map((one) => ada.api.chat.send(one)))
  expect(again).toEqual([ack, ack, ack])
  expect(await fault(ada.api.chat.send({ ...message, body: 'other' }))).toBe('conflict')
  expect(await fault(bo.api.chat.send(message))).toBe('conflict')
  await ada.api.chat.edit({ chatId: general, messageId: message.id, body: 'changed' })
  expect(await ada.api.chat.send(message)).toEqual(ack)
  await ada.api.chat.delete({ chatId: general, messageId: message.id })
  expect(await ada.api.chat.send(message)).toEqual(ack)
  const { messages: page } = await bo.api.chat.page({ chatId: general })
  expect(page).toHaveLength(1)
})

test('two copies of one send at the same instant are one message', async () => {
  const general = await lobby()
  const message = draft(general, 'twice at once')
  const acks = await Promise.all([ada.api.chat.send(message), ada.api.chat.send(message)])
  expect(acks[0]).toEqual(acks[1])
})

test('a hundred at once from three people get gapless numbers, and the log has each of them', async () => {
  const general = await lobby()
  const { seq: start } = await ada.api.chat.page({ chatId: general })
  const people = [ada, bo, cleo]
  const acks = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      (people[n % 3] as Actor).api.chat.send(draft(general, `number ${n}`)),
    ),
  )
  const expected = Array.from({ length: 100 }, (_, n) => start + 1 + n)
  expect(acks.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(expected)
  const { events, complete } = await bo.api.chat.since({ chatId: general, seq: start })
  expect(complete).toBe(true)
  expect(events.map(({ seq }) => seq)).toEqual(expected)
})

test('one bad message in a crowd is refused alone', async () => {
  const general = await lobby()
  const secret = await ada.api.chat.create({ workspaceId: world.id, kind: 'private', name: 'ops' })
  const outcomes = await Promise.all([
    fault(ada.api.chat.send(draft(general, 'fine'))),
    fault(bo.api.chat.send(draft(secret.id, 'not mine'))),
    fault(cleo.api.chat.send(draft(general, 'fine too'))),
  ])
  expect(outcomes).toEqual(['ok', 'not_found', 'ok'])
})

test('whoever is removed can neither read nor write from that moment', async () => {
  await lobby()
  const { id: chatId } = await ada.api.chat.create({
    workspaceId: world.id,
    kind: 'private',
    name: 'plans',
  })
  await ada.api.chat.addMembers({ chatId, userIds: [bo.id] })
  await bo.api.chat.send(draft(chatId, 'I am in'))
  const sends = Array.from({ length: 20 }, (_, n) => fault(bo.api.chat.send(draft(chatId, `${n}`))))
  await ada.api.chat.removeMember({ chatId, userId: bo.id })
  await Promise.all(sends)
  const { events } = await ada.api.chat.since({ chatId, seq: 0 })
  const removal = events.find(({ type }) => type === 'member.removed')?.seq ?? 0
  const late = events.filter(
    (event) =>
      event.type === 'message.sent' && event.seq > removal && event.message.senderId === bo.id,
  )
  expect(removal).toBeGreaterThan(0)
  expect(late).toEqual([])
  expect(await fault(bo.api.chat.page({ chatId }))).toBe('not_found')
  expect(await fault(bo.api.chat.send(draft(chatId, 'still here?')))).toBe('not_found')
})

test('an edit keeps what was said before; a delete leaves nothing to read anywhere', async () => {
  const general = await lobby()
  const message = draft(general, 'the canary sings')
  await ada.api.chat.send(message)
  const { seq } = await ada.api.chat.page({ chatId: general })
  const edited = await ada.api.chat.edit({
    chatId: general,
    messageId: message.id,
    body: 'the canary sang',
  })
  expect(edited).toMatchObject({ body: 'the canary sang', editedAt: expect.any(String) })
  await ada.api.chat.delete({ chatId: general, messageId: message.id })
  const page = await bo.api.chat.page({ chatId: general })
  const { events } = await bo.api.chat.since({ chatId: general, seq: 0 })
  expect(page.messages[0]).toMatchObject({ body: '', deletedAt: expect.any(String) })
  expect(page.seq).toBe(seq + 2)
  expect(JSON.stringify([page, events])).not.toContain('canary')
  const stored = await app.deps.db.select().from(outbox).where(eq(outbox.chatId, general))
  expect(JSON.stringify(stored)).not.toContain('canary')
})

test('pages go both ways and meet without a gap', async () => {
  const general = await lobby()
  for (let n = 0; n < 25; n += 1) await ada.api.chat.send(draft(general, `${n}`))
  const newest = await bo.api.chat.page({ chatId: general, limit: 10 })
  const first = newest.messages[0]?.seq ?? 0
  const older = await bo.api.chat.page({ chatId: general, before: first, limit: 10 })
  const oldest = older.messages.at(0)?.seq ?? 0
  const back = await bo.api.chat.page({ chatId: general, after: oldest, limit: 100 })
  const around = await bo.api.chat.page({ chatId: general, around: first, limit: 6 })
  expect([...older.messages, ...newest.messages].map(({ body }) => Number(body))).toEqual(
    Array.from({ length: 20 }, (_, n) => n + 5),
  )
  expect([newest.hasBefore, newest.hasAfter, older.hasBefore, older.hasAfter]).toEqual([
    true,
    false,
    true,
    true,
  ])
  expect(back.messages).toHaveLength(19)
  expect(around.messages.map(({ body }) => body)).toEqual(['12', '13', '14', '15', '16', '17'])
})

test('unread and mentions are counted from rows and end at the read pointer', async () => {
  const general = await lobby()
  const waiting = async (who: Actor) => {
    const { unread, mentions } = await who.api.chat.get({ chatId: general })
    return { unread, mentions }
  }
  await ada.api.chat.send(draft(general, 'for everybody'))
  const { seq } = await ada.api.chat.send(draft(general, 'for @Bo Berg, from @Ada'))
  expect(await waiting(bo)).toEqual({ unread: 2, mentions: 1 })
  expect(await waiting(cleo)).toEqual({ unread: 2, mentions: 0 })
  expect(await waiting(ada)).toEqual({ unread: 0, mentions: 0 })
  expect(await bo.api.chat.markRead({ chatId: general, seq })).toEqual({ readSeq: seq })
  expect(await waiting(bo)).toEqual({ unread: 0, mentions: 0 })
  expect(await bo.api.chat.markRead({ chatId: general, seq: seq - 1 })).toEqual({ readSeq: seq })
  const far = Number.MAX_SAFE_INTEGER
  expect(await bo.api.chat.markRead({ chatId: general, seq: far })).toEqual({ readSeq: seq })
})

test('two people have one direct chat, however often and at once it is opened', async () => {
  await lobby()
  const open = (who: Actor, other: Actor) =>
    who.api.chat.openDirect({ workspaceId: world.id, userId: other.id })
  const opened = await Promise.all([open(ada, bo), open(bo, ada), open(ada, bo)])
  expect(new Set(opened.map(({ chatId }) => chatId)).size).toBe(1)
  const chatId = opened[0]?.chatId ?? ''
  expect(await fault(cleo.api.chat.page({ chatId }))).toBe('not_found')
  expect((await bo.api.chat.get({ chatId })).others).toMatchObject([{ name: 'Ada Lovelace' }])
})

test('a public channel has its name alone; a private one gives nothing away', async () => {
  await lobby()
  const create = (who: Actor, kind: 'public' | 'private', name: string) =>
    fault(who.api.chat.create({ workspaceId: world.id, kind, name }))
  expect(await create(ada, 'public', '#Ops')).toBe('ok')
  expect(await create(bo, 'public', 'ops')).toBe('conflict')
  expect(await create(ada, 'private', 'merger')).toBe('ok')
  expect(await create(bo, 'public', 'merger')).toBe('ok')
  expect(await create(bo, 'public', 'no spaces please')).toBe(await create(bo, 'public', '../etc'))
})

test.each([
  ['nothing', ''],
  ['blanks', ' \n\t '],
  ['NUL', 'a\0b'],
  ['half a character', '\ud800'],
  ['too much', 'x'.repeat(8001)],
])('refuses %s and leaves no trace', async (_, body) => {
  const general = await lobby()
  await expect(ada.api.chat.send(draft(general, body))).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
  const [rows] = await app.deps.db
    .select({ n: count() })
    .from(messages)
    .where(eq(messages.chatId, general))
  expect(rows?.n).toBe(0)
})

test('eight thousand characters of any script pass', async () => {
  const general = await lobby()
  await ada.api.chat.send({ id: newId<MessageId>(), chatId: general, body: '語'.repeat(8000) })
  const { messages: page } = await bo.api.chat.page({ chatId: general })
  expect(page[0]?.body).toHaveLength(8000)
})
