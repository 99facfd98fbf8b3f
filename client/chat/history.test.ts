import fc from 'fast-check'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocalServices } from '../../scripts/local-services.ts'
import { disposableServices, missingServices } from '../../scripts/local-services.ts'
import type { Actor, TestApp } from '../../server/testing/app.ts'
import { draft, testApp } from '../../server/testing/app.ts'
import { faultOf } from '../../server/trpc.ts'
import type { Chat, ChatRole, ChatSettings } from '../../shared/chat.ts'
import type { ChatEvent, Event } from '../../shared/events.ts'
import type { ChatId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Draft } from '../../shared/message.ts'
import type { Timeline } from './timeline.ts'
import { accept, openTimeline, repair, reset } from './timeline.ts'

/*
 * One long random history of four people in three chats, several acts at once, through the real procedures. After it, the numbers of each
 * chat have no gap, counts are those of plain SQL, resends are what they were, and whoever has seen only events, some of them lost,
 * late or repeated, knows what a fresh look tells. `npm run chaos:history` makes it as long as is promised; SEED repeats one.
 */
const steps = Number(process.env.STEPS ?? 1_500)
const atOnce = 12

const who = fc.nat({ max: 3 })
const where = fc.nat({ max: 2 })
const which = fc.nat({ max: 60 })
const Step = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      act: fc.constant('send' as const),
      who,
      where,
      body: fc.constantFrom('hello', '@bo hello', '@cleo and @dana', '@channel hear', '*bold*'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constant('reply' as const), who, which, listed: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constantFrom('read' as const, 'unread' as const, 'readThread' as const),
      who,
      where,
      which,
      byHand: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constantFrom(
        ...(['edit', 'delete', 'react', 'unreact', 'pin', 'unpin', 'save', 'forward'] as const),
        ...(['follow', 'unfollow', 'resend', 'reuse'] as const),
      ),
      who,
      which,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom(
        ...(['join', 'leave', 'add', 'remove', 'promote', 'demote', 'rename', 'topic'] as const),
        ...(['archive', 'restore', 'mute', 'star', 'readAll'] as const),
      ),
      who,
      where,
      which,
    }),
  },
)
type Step = typeof Step extends fc.Arbitrary<infer S> ? S : never

/** What one person's programs know from events alone. */
interface Known {
  timelines: Map<ChatId, Timeline>
  chats: Map<ChatId, Chat>
  members: Map<ChatId, Map<UserId, ChatRole>>
  settings: Map<ChatId, ChatSettings>
  reads: Map<ChatId, { readSeq: number; manualUnread: boolean }>
}

const story = async (app: TestApp) => {
  const { world, actors } = await app.people('ada', 'bo', 'cleo', 'dana')
  const [ada, bo, cleo, dana] = actors as [Actor, Actor, Actor, Actor]
  const { id: ops } = await ada.api.chat.create({
    ...{ workspaceId: world.id, kind: 'private', name: 'ops' },
  })
  await ada.api.chat.addMembers({ chatId: ops, userIds: [bo.id, cleo.id, dana.id] })
  const { chatId: four } = await ada.api.chat.createGroup({
    ...{ workspaceId: world.id, userIds: [bo.id, cleo.id, dana.id] },
  })
  return { workspaceId: world.id, people: [ada, bo, cleo, dana], chats: [world.general, ops, four] }
}
type Story = Awaited<ReturnType<typeof story>>

/** Carries out steps; refusals are part of the story, failures are not. */
const play = ({ workspaceId, people, chats }: Story) => {
  const sent: { message: Draft; by: Actor; seq: number }[] = []
  let count = 0
  const send = async (by: Actor, message: Draft) => {
    const { seq } = await by.api.chat.send(message)
    sent.push({ message, by, seq })
  }
  const act = async (step: Step): Promise<unknown> => {
    const one = people[step.who] as Actor
    const { chat } = one.api
    const chatId = chats['where' in step ? step.where : 0] as ChatId
    const other = people['which' in step ? step.which % people.length : 0] as Actor
    const target =
      sent[sent.length - 1 - ('which' in step ? step.which % Math.max(sent.length, 1) : 0)]
    const there = target && { chatId: target.message.chatId, messageId: target.message.id }
    const thread = there && {
      chatId: there.chatId,
      threadId: target.message.threadId ?? target.message.id,
    }
    count += 1
    switch (step.act) {
      case 'send':
        return send(one, draft(chatId, `${step.body} ${count}`))
      case 'reply':
        if (!thread) return
        return send(one, {
          ...draft(thread.chatId, `@bo reply ${count}`),
          ...{ threadId: thread.threadId, alsoToChannel: step.listed },
        })
      case 'read':
        return chat.markRead({
          chatId,
          seq: (target?.seq ?? 0) + (step.which % 9),
          byHand: step.byHand,
        })
      case 'unread':
        return chat.markUnread({ chatId, seq: Math.max(1, (target?.seq ?? 1) - step.which) })
      case 'readThread':
        return thread && chat.markRead({ ...thread, seq: target.seq })
      case 'edit':
        return there && chat.edit({ ...there, body: `@dana edited ${count}` })
      case 'delete':
        return there && chat.delete(there)
      case 'react':
        return there && chat.react({ ...there, emoji: step.which % 2 ? '👍' : '🎉' })
      case 'unreact':
        return there && chat.unreact({ ...there, emoji: step.which % 2 ? '👍' : '🎉' })
      case 'pin':
        return there && chat.pin(there)
      case 'unpin':
        return there && chat.unpin(there)
      case 'save':
        return there && chat.save(there)
      case 'forward':
        return there && send(one, { ...draft(chatId, `see ${count}`), quote: there })
      case 'follow':
        return thread && chat.follow(thread)
      case 'unfollow':
        return thread && chat.unfollow(thread)
      case 'resend': {
        if (!target) return
        const again = await target.by.api.chat.send(target.message)
        expect(again.seq).toBe(target.seq)
        return
      }
      case 'reuse': {
        if (!target) return
        const other = { ...target.message, body: `not ${target.message.body}` }
        const told = await target.by.api.chat.send(other).then(
          () => 'sent',
          (error: unknown) => faultOf(error).code,
        )
        expect(['conflict', 'not_found']).toContain(told)
        return
      }
      case 'join':
        return chat.join({ chatId })
      case 'leave':
        return step.who > 0 && chat.leave({ chatId })
      case 'add':
        // The owner brings back who left, or a long history ends with her alone.
        return people[0]?.api.chat.addMembers({
          chatId,
          userIds: people.slice(1).map(({ id }) => id),
        })
      case 'remove':
        return other !== people[0] && chat.removeMember({ chatId, userId: other.id })
      case 'promote':
        return chat.setRole({ chatId, userId: other.id, role: 'admin' })
      case 'demote':
        return other !== people[0] && chat.setRole({ chatId, userId: other.id, role: 'member' })
      case 'rename':
        return chat.update({ chatId, name: `name-${count}` })
      case 'topic':
        return chat.update({ chatId, topic: `topic ${count}` })
      case 'archive':
        return step.which % 5 === 0 && chat.archive({ chatId })
      case 'restore':
        return chat.restore({ chatId })
      case 'mute':
        return chat.settings({ chatId, notify: step.which % 2 ? 'none' : 'mentions' })
      case 'star':
        return chat.settings({ chatId, starred: step.which % 2 === 0 })
      case 'readAll': {
        const { undo } = await chat.markAllRead({ workspaceId })
        return step.which % 2 && chat.restoreReads({ workspaceId, undo })
      }
    }
  }
  /** @returns how many were refused */
  return async (batch: readonly Step[]) => {
    const refusals = (await Promise.allSettled(batch.map(act))).flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    )
    for (const reason of refusals) if (faultOf(reason).code === 'internal') throw reason
    return refusals.length
  }
}

/** What a person knows of her chats at a moment. */
const look = async (one: Actor, chats: readonly ChatId[]): Promise<Known> => {
  const known: Known = {
    ...{ timelines: new Map(), chats: new Map(), members: new Map() },
    ...{ settings: new Map(), reads: new Map() },
  }
  for (const chatId of chats) {
    const page = await one.api.chat.page({ chatId, limit: limits.pageSize.max })
    known.timelines.set(chatId, openTimeline(chatId, page))
    const summary = await one.api.chat.get({ chatId })
    const { notify, mutedUntil, starred, readSeq, manualUnread } = summary
    known.chats.set(chatId, summary)
    known.settings.set(chatId, { notify, mutedUntil, starred })
    known.reads.set(chatId, { readSeq, manualUnread })
    const members = await one.api.chat.members({ chatId })
    known.members.set(chatId, new Map(members.map(({ id, role }) => [id, role])))
  }
  return known
}

/** Takes an event whose turn it is: what the timeline does not keep. */
const note = (known: Known, event: Event) => {
  if (event.type === 'read.moved')
    known.reads.set(event.chatId, {
      ...{ readSeq: event.readSeq, manualUnread: event.manualUnread ?? false },
    })
  if (event.type === 'chat.settings-changed') known.settings.set(event.chatId, event.settings)
  if (!('seq' in event)) return
  const members = known.members.get(event.chatId)
  if ('chat' in event) known.chats.set(event.chatId, event.chat)
  if (event.type === 'member.joined') members?.set(event.person.id, event.role)
  if (event.type === 'member.role-changed') members?.set(event.userId, event.role)
  if (event.type === 'member.left' || event.type === 'member.removed') members?.delete(event.userId)
}

/** Deliveries as a bad network makes them: some lost, some twice, neighbours in any order. */
const mangled = (events: readonly ChatEvent[], chance: () => number): ChatEvent[] =>
  events
    .flatMap((event, at) => {
      const luck = chance()
      const place = at + chance() * 4
      if (luck < 0.1) return []
      return luck > 0.9
        ? [
            { event, place },
            { event, place: place + 3 },
          ]
        : [{ event, place }]
    })
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event)

const truth = async (app: TestApp, userId: UserId, workspaceId: WorkspaceId) => {
  const rows = await app.deps.db.execute<{ id: ChatId; unread: number; mentions: number }>(sql`
    select c.id,
      (select count(*) from messages m where m.chat_id = c.id and m.seq > my.read_seq
        and m.sender_id <> ${userId} and m.deleted_at is null and m.notice is null
        and (m.thread_id is null or m.also_to_channel))::int as unread,
      (select count(distinct m.id) from messages m join mentions n on n.message_id = m.id
        where n.user_id = ${userId} and m.chat_id = c.id and m.seq > my.read_seq
        and m.deleted_at is null and (m.thread_id is null or m.also_to_channel))::int as mentions
    from chats c join chat_members my on my.chat_id = c.id and my.user_id = ${userId}
    where my.left_at is null and c.workspace_id = ${workspaceId}`)
  const most = limits.unreadShown
  return new Map(
    rows.map(({ id, unread, mentions }) => [
      id,
      { unread: Math.min(unread, most), mentions: Math.min(mentions, most) },
    ]),
  )
}

const prove = async (app: TestApp, length: number) => {
  const scene = await story(app)
  const { people, chats, workspaceId } = scene
  const ada = people[0] as Actor
  const seed = Number(process.env.SEED ?? Date.now())
  console.log(`a history of ${length} steps, seed ${seed}`)
  const random = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { numRuns: 4096, seed })
  let drawn = 0
  const chance = () => random[(drawn += 1) % random.length] ?? 0.5
  const perform = play(scene)
  const history = fc.sample(Step, { numRuns: length, seed })

  const known = await look(ada, chats)
  let refused = 0
  for (let at = 0; at < history.length; at += atOnce)
    refused += await perform(history.slice(at, at + atOnce))
  console.log(`${refused} steps were refused, ${app.events.length} events recorded`)
  expect(refused).toBeLessThan(length / 2)
  // Everything that is recorded has been published.
  const last = await ada.api.chat.send(draft(chats[0] as ChatId, 'the end')).catch(() => null)
  if (last) await app.event('message.sent', ({ message }) => message.body === 'the end')

  for (const chatId of chats) {
    const logged = await app.deps.db.execute<{ seq: string }>(
      sql`select seq from outbox where chat_id = ${chatId} and seq is not null order by seq`,
    )
    expect(logged.map(({ seq }) => Number(seq))).toEqual(logged.map((_, index) => index + 1))
    const timeline = known.timelines.get(chatId) as Timeline
    const events = app.events.filter(
      (event): event is ChatEvent => 'seq' in event && event.chatId === chatId,
    )
    // The bus brings a chat in its own order, each number once.
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    for (const event of events) if (event.seq > timeline.seq) note(known, event)
    for (const event of mangled(events, chance))
      if (accept(timeline, event) === 'gap' && chance() < 0.2) await mend(ada, timeline)
    await mend(ada, timeline)
  }
  for (const event of app.events)
    if ('userId' in event && event.userId === ada.id && !('seq' in event)) note(known, event)

  const fresh = await look(ada, chats)
  for (const chatId of chats) {
    const [mine, theirs] = [known.timelines.get(chatId), fresh.timelines.get(chatId)] as [
      Timeline,
      Timeline,
    ]
    expect(mine.seq).toBe(theirs.seq)
    expect(mine.messages.slice(-theirs.messages.length)).toEqual(theirs.messages)
    const { name, topic, archivedAt } = fresh.chats.get(chatId) as Chat
    expect(known.chats.get(chatId)).toMatchObject({ name, topic, archivedAt })
    for (const part of ['members', 'settings', 'reads'] as const)
      expect({ part, of: known[part].get(chatId) }).toEqual({ part, of: fresh[part].get(chatId) })
  }
  for (const one of people) {
    const counted = await truth(app, one.id, workspaceId)
    const listed = [
      ...(await one.api.chat.list({ workspaceId })),
      ...(await one.api.chat.list({ workspaceId, archived: true })),
    ]
    expect(new Map(listed.map(({ id, unread, mentions }) => [id, { unread, mentions }]))).toEqual(
      counted,
    )
  }
}

/** Closes the gap as the client does: `since`, and a page where that is too much. */
const mend = async ({ api }: Actor, timeline: Timeline) => {
  const { chatId } = timeline
  const since = await api.chat.since({ chatId, seq: timeline.seq })
  if (repair(timeline, since) === 'reload')
    reset(timeline, await api.chat.page({ chatId, limit: limits.pageSize.max }))
}

const patience = 120_000 + steps * 60

describe('a long random history, embedded', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await testApp()
  })
  afterAll(() => app[Symbol.asyncDispose]())
  test('leaves nothing different from what it says', () => prove(app, steps), patience)
})

describe.runIf(missingServices(['postgres']).length === 0)(
  'a long random history, on PostgreSQL (needs Debian’s postgresql)',
  () => {
    let services: LocalServices
    let app: TestApp
    beforeAll(async () => {
      services = await disposableServices(['postgres'])
      app = await testApp({ databaseUrl: services.env.DATABASE_URL ?? '' })
    })
    afterAll(async () => {
      await app?.[Symbol.asyncDispose]()
      await services?.stop()
    })
    test(
      'lets those who follow a thread and those who reply to it do so at once',
      async () => {
        const { people, chats } = await story(app)
        const chatId = chats[0] as ChatId
        for (let round = 0; round < 15; round += 1) {
          const root = draft(chatId, 'who joins?')
          const thread = { chatId, threadId: root.id }
          await people[0]?.api.chat.send(root)
          const acts = people.flatMap(({ api }) => [
            api.chat.send({ ...draft(chatId, 'I do'), ...thread }),
            api.chat.unfollow(thread),
          ])
          const told = await Promise.allSettled(acts)
          expect(told.filter(({ status }) => status === 'rejected')).toEqual([])
        }
      },
      patience,
    )
    test('leaves nothing different from what it says', () => prove(app, steps), patience)
  },
)
