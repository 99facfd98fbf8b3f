import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'

const clock = { now: Date.now() }
let app: TestApp
beforeAll(async () => {
  // An hour from change to change, so that times tell them apart.
  app = await testApp({ override: () => ({ now: () => new Date((clock.now += 3_600_000)) }) })
})
afterAll(() => app[Symbol.asyncDispose]())

const story = async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  return { world, lobby: world.general, ada, bo }
}
const say = async ({ api }: Actor, chatId: ChatId, body: string, threadId?: MessageId) => {
  const message = { ...draft(chatId, body), ...(threadId ? { threadId } : {}) }
  return { ...message, ...(await api.chat.send(message)) }
}

test('a page opens around a date, whichever it is', async () => {
  const { lobby, ada } = await story()
  const said = []
  for (let n = 0; n < 30; n += 1) said.push(await say(ada, lobby, `${n}`))
  const first = async (date: string) => {
    const { messages } = await ada.api.chat.page({ chatId: lobby, date, limit: 2 })
    return messages.map(({ body }) => body)
  }
  for (const n of [1, 7, 15, 29]) {
    const at = said[n]?.createdAt ?? ''
    expect(await first(at)).toEqual([`${n - 1}`, `${n}`])
    const justBefore = new Date(Date.parse(at) - 1).toISOString()
    expect(await first(justBefore)).toEqual([`${n - 1}`, `${n}`])
  }
  expect(await first('2036-01-01T00:00:00Z')).toEqual(['29'])
  const longAgo = await ada.api.chat.page({ chatId: lobby, date: '1999-01-01T00:00:00Z', limit: 2 })
  expect(longAgo).toMatchObject({ hasBefore: false, hasAfter: true })
  await expect(
    ada.api.chat.page({ chatId: lobby, date: '2026-01-01T00:00:00Z', around: 3 }),
  ).rejects.toMatchObject({ cause: { code: 'invalid_input' } })
})

test('a permalink opens where its message is, for those who may read it', async () => {
  const { world, lobby, ada, bo } = await story()
  const root = await say(ada, lobby, 'root')
  const reply = await say(bo, lobby, 'reply', root.id)
  expect(await bo.api.chat.find({ messageId: reply.id })).toEqual({
    workspaceId: world.id,
    slug: world.slug,
    chatId: lobby,
    seq: reply.seq,
    threadId: root.id,
    alsoToChannel: false,
  })
  const eve = (await app.people('eve')).actors[0] as Actor
  const told = async (messageId: MessageId) =>
    eve.api.chat.find({ messageId }).catch((error: { cause: unknown }) => String(error.cause))
  expect(await told(root.id)).toEqual(await told(newId<MessageId>()))
})

test('everything that waits, over all workspaces, comes in one answer', async () => {
  const { world, lobby, ada, bo } = await story()
  const { url } = await app
    .people('eve')
    .then(({ world: other, actors: [eve] }) => eve?.api.workspace.invite({ workspaceId: other.id }))
    .then((invite) => invite ?? { url: '' })
  const { workspaceId } = await bo.api.workspace.acceptInvite({
    token: url.split('/').at(-1) ?? '',
  })
  const root = await say(bo, lobby, 'root')
  await say(ada, lobby, 'reply', root.id)
  await say(ada, lobby, 'news')
  const { chats, threads } = await bo.api.chat.waiting()
  expect(chats).toMatchObject([{ chat: { id: lobby, unread: 1 }, latest: { body: 'news' } }])
  expect(threads.threads).toMatchObject([
    { root: { id: root.id, thread: { replies: 1 } }, unread: 1, chat: { workspaceId: world.id } },
  ])
  expect(workspaceId).not.toBe(world.id)
})

test('followed threads are listed by their last reply, and all of it is read and taken back at once', async () => {
  const { world, lobby, ada, bo } = await story()
  const [first, second] = [await say(bo, lobby, 'first'), await say(bo, lobby, 'second')]
  await say(ada, lobby, 'in second', second.id)
  await say(ada, lobby, 'in first', first.id)
  const { id: workspaceId } = world
  const list = async (more: object = {}) => {
    const { threads, hasMore } = await bo.api.chat.threads({ workspaceId, ...more })
    return { threads: threads.map(({ root, unread }) => [root.body, unread]), hasMore }
  }
  expect(await list()).toEqual({
    threads: [
      ['first', 1],
      ['second', 1],
    ],
    hasMore: false,
  })
  const page = await bo.api.chat.threads({ workspaceId, limit: 1 })
  expect(page.hasMore).toBe(true)
  // Who replied last is named with who began it.
  const [shown] = page.threads
  expect(shown?.replies.map(({ body }) => body)).toEqual(['in first'])
  const named = new Set(page.people.map(({ id }) => id))
  for (const { senderId } of shown?.replies ?? []) expect(named).toContain(senderId)
  const before = page.threads[0]?.lastReplyAt ?? ''
  expect((await list({ before })).threads).toEqual([['second', 1]])

  await bo.api.chat.markRead({ chatId: lobby, threadId: second.id, seq: 99 })
  expect((await list({ unread: true })).threads).toEqual([['first', 1]])
  const { undo } = await bo.api.chat.markAllRead({ workspaceId })
  expect((await list({ unread: true })).threads).toEqual([])
  await bo.api.chat.restoreReads({ workspaceId, undo })
  expect((await list({ unread: true })).threads).toEqual([['first', 1]])
  await bo.api.chat.unfollow({ chatId: lobby, threadId: first.id })
  expect((await list()).threads).toEqual([['second', 0]])
  await bo.api.chat.leave({ chatId: lobby })
  expect((await list()).threads).toEqual([])
})

test('mentions of me are listed newest first, from chats that I may read now', async () => {
  const { world, lobby, ada, bo } = await story()
  const ops = await ada.api.chat.create({ workspaceId: world.id, kind: 'private', name: 'ops' })
  await ada.api.chat.addMembers({ chatId: ops.id, userIds: [bo.id] })
  await say(ada, lobby, '@bo one')
  const gone = await say(ada, lobby, '@bo two')
  await say(ada, ops.id, '@bo secret')
  await say(ada, lobby, '@channel three')
  await say(ada, lobby, 'not you')
  await ada.api.chat.delete({ chatId: lobby, messageId: gone.id })
  const list = async (before?: string) => {
    const page = await bo.api.chat.mentionsOfMe({ limit: 2, ...(before ? { before } : {}) })
    return page
  }
  const newest = await list()
  expect(newest).toMatchObject({
    mentions: [
      { message: { body: '@channel three' }, called: true, chat: { id: lobby } },
      { message: { body: '@bo secret' }, called: false, chat: { id: ops.id } },
    ],
    hasMore: true,
  })
  expect(
    (await list(newest.mentions.at(-1)?.at)).mentions.map(({ message }) => message.body),
  ).toEqual(['@bo one'])
  await ada.api.chat.removeMember({ chatId: ops.id, userId: bo.id })
  expect(JSON.stringify(await list())).not.toContain('secret')
})

test('a mention is unread until its chat has been read, and in a thread until the thread has', async () => {
  const { lobby, ada, bo } = await story()
  const root = await say(bo, lobby, 'root')
  const top = await say(ada, lobby, '@bo look')
  const reply = await say(ada, lobby, '@bo and here', root.id)
  const list = async () =>
    (await bo.api.chat.mentionsOfMe({})).mentions.map(({ message, unread }) => [
      message.body,
      unread,
    ])
  expect(await list()).toEqual([
    ['@bo and here', true],
    ['@bo look', true],
  ])
  await bo.api.chat.markRead({ chatId: lobby, seq: top.seq })
  expect(await list()).toEqual([
    ['@bo and here', true],
    ['@bo look', false],
  ])
  await bo.api.chat.markRead({ chatId: lobby, threadId: root.id, seq: reply.seq })
  expect((await list())[0]).toEqual(['@bo and here', false])
})

test('who has read how far is shown where the workspace wants it, and told live', async () => {
  const { world, lobby, ada, bo } = await story()
  const { seq } = await say(ada, lobby, 'read this')
  const off = { cause: { code: 'forbidden' } }
  await bo.api.chat.markRead({ chatId: lobby, seq })
  expect(await ada.api.chat.receipts({ chatId: lobby })).toBeNull()
  const receipts = () => app.signals.filter(({ type }) => type === 'receipt')
  expect(receipts()).toEqual([])
  await expect(
    bo.api.workspace.update({ workspaceId: world.id, readReceipts: true }),
  ).rejects.toMatchObject(off)
  await ada.api.workspace.update({ workspaceId: world.id, readReceipts: true })
  expect(await app.event('workspace.updated')).toMatchObject({ name: 'Lobby', readReceipts: true })
  expect(await ada.api.chat.receipts({ chatId: lobby })).toContainEqual({
    userId: bo.id,
    readSeq: seq,
  })
  const { seq: next } = await say(ada, lobby, 'and this')
  await bo.api.chat.markRead({ chatId: lobby, seq: next })
  await bo.api.chat.markRead({ chatId: lobby, seq: next })
  const told = [{ type: 'receipt', chatId: lobby, userId: bo.id, readSeq: next }]
  expect(receipts()).toEqual(told)

  // All at once, and what is taken back is told as well.
  const { seq: last } = await say(ada, lobby, 'and that')
  const { undo } = await bo.api.chat.markAllRead({ workspaceId: world.id })
  const end = { ...told[0], readSeq: last }
  expect(receipts()).toEqual([...told, end])
  await bo.api.chat.restoreReads({ workspaceId: world.id, undo })
  expect(receipts()).toEqual([...told, end, ...told])
  expect(await ada.api.chat.receipts({ chatId: lobby })).toContainEqual({
    userId: bo.id,
    readSeq: next,
  })
})
