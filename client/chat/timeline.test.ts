import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import type { MessageId, UserId } from '../../shared/ids.ts'
import { chatId, createHistory } from './testing/history.ts'
import { addPending, dropPending, markFailed, markSending, markSent } from './pending.ts'
import { accept, addNewer, addOlder, openTimeline, repair, reset } from './timeline.ts'

const refused = { code: 'unavailable', message: 'Try again.' } as const

describe('the timeline of a chat', () => {
  test('takes an event once, and knows when one is missing', () => {
    const history = createHistory()
    history.send('hello')
    const timeline = openTimeline(chatId, history.page({ at: 1 }))
    const [second, third, fourth] = [history.send('two'), history.send('three'), history.edit(2)]
    expect(accept(timeline, third)).toBe('gap')
    expect(timeline.messages.map(({ body }) => body)).toEqual(['hello'])
    expect(accept(timeline, fourth)).toBe('gap')
    expect(accept(timeline, second)).toBe('applied')
    expect(accept(timeline, third)).toBe('known')
    expect(timeline.seq).toBe(4)
    expect(timeline.messages).toEqual(history.page({}).messages)
  })

  test('replaces my own row by the message, whichever way it is heard of', () => {
    const history = createHistory()
    const timeline = openTimeline(chatId, history.page({}))
    const [first, second, third] = [newId, newId, newId].map((make) => make<MessageId>())
    if (!first || !second || !third) throw new Error('three messages')
    for (const id of [first, second, third])
      addPending(timeline, { id, senderId: history.ada.id, body: id, createdAt: '2026-11-23' })
    expect(timeline.pending.map(({ state }) => state)).toEqual(['sending', 'sending', 'sending'])

    const event = history.send(first, first)
    accept(timeline, event)
    markFailed(timeline, first, refused)
    expect(timeline.pending.map(({ id }) => id)).toEqual([second, third])

    history.send(second, second)
    markFailed(timeline, second, refused)
    expect(timeline.pending[0]).toMatchObject({ state: 'failed', fault: refused })
    markSending(timeline, second)
    markSent(timeline, { id: second, seq: 2, createdAt: event.at })
    markFailed(timeline, second, refused)
    expect(timeline.pending[0]).toMatchObject({ state: 'sent', seq: 2, fault: null })
    dropPending(timeline, second)
    reset(timeline, history.page({}))
    expect(timeline.pending.map(({ id }) => id)).toEqual([third])
    markFailed(timeline, third, refused)
    dropPending(timeline, third)
    expect(timeline.pending).toEqual([])
    addPending(timeline, { id: first, senderId: history.ada.id, body: '', createdAt: '' })
    expect(timeline.pending).toEqual([])
  })

  test('a window in the past does not grow at its end until its pages reach the present', () => {
    const history = createHistory()
    for (let n = 0; n < 10; n += 1) history.send(`${n}`)
    const timeline = openTimeline(chatId, history.page({ after: 2, limit: 3 }))
    const stale = history.page({ after: 5, limit: 100 })
    accept(timeline, history.send('ten'))
    expect(timeline.messages.map(({ seq }) => seq)).toEqual([3, 4, 5])
    expect(addNewer(timeline, 4, stale)).toBe(false)
    expect(addNewer(timeline, 5, stale)).toBe(true)
    expect(timeline.hasAfter).toBe(true)
    addNewer(timeline, 10, history.page({ after: 10 }))
    expect(timeline).toMatchObject({ hasAfter: false, hasBefore: true })
    expect(addOlder(timeline, 9, history.page({ before: 3 }))).toBe(false)
    expect(addOlder(timeline, 3, history.page({ before: 3 }))).toBe(true)
    expect(timeline.messages).toEqual(history.page({}).messages)
  })

  test('a late page does not undo what the stream has told', () => {
    const history = createHistory()
    for (let n = 0; n < 6; n += 1) history.send(`${n}`)
    const timeline = openTimeline(chatId, history.page({ limit: 3 }))
    const older = history.page({ before: 4 })
    const same = history.page({ limit: 3 })
    for (const change of [history.edit(1), history.delete(2), history.edit(5), history.delete(6)])
      accept(timeline, change)
    addOlder(timeline, 4, older)
    expect(timeline.messages).toEqual(history.page({}).messages)
    reset(timeline, same)
    expect(timeline.messages).toEqual(history.page({ limit: 3 }).messages)
    // Two edits within a millisecond: what was read after the second is not replaced by the first.
    accept(timeline, history.edit(4))
    history.edit(4)
    reset(timeline, history.page({ limit: 3 }))
    expect(timeline.messages).toEqual(history.page({ limit: 3 }).messages)
  })

  test('being too far behind asks for a page', () => {
    const timeline = openTimeline(chatId, createHistory().page({}))
    expect(repair(timeline, { events: [], complete: false })).toBe('reload')
  })
})

const step = fc.oneof(
  fc.record({ do: fc.constant('send' as const), mine: fc.boolean(), acked: fc.boolean() }),
  fc.record({
    do: fc.constantFrom('edit' as const, 'delete' as const, 'pin' as const, 'expire' as const),
    which: fc.nat(),
  }),
  ...(['topic', 'tell', 'role'] as const).map((name) => fc.record({ do: fc.constant(name) })),
  fc.record({
    do: fc.constant('react' as const),
    which: fc.nat(),
    who: fc.nat({ max: 2 }),
    emoji: fc.constantFrom('👍', '🎉'),
  }),
  fc.record({ do: fc.constant('reply' as const), which: fc.nat(), listed: fc.boolean() }),
)
const reactors = [newId, newId, newId].map((make) => make<UserId>())
const delivery = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('event' as const), which: fc.nat() }) },
  fc.record({ do: fc.constant('next' as const) }),
  // A read may be answered from any moment that has been, and is heard of any time later.
  fc.record({
    do: fc.constantFrom('older' as const, 'newer' as const, 'since' as const, 'reset' as const),
    clock: fc.nat(),
    lead: fc.nat({ max: 3 }),
    limit: fc.integer({ min: 1, max: 6 }),
  }),
)

/* The most valuable test of a chat (style guide E15): what was seen equals what is. */
test('shuffled, lost and repeated events, stale pages and repairs end in what a fresh page shows', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.array(delivery, { maxLength: 60 }),
      fc.nat(),
      fc.integer({ min: 1, max: 6 }),
      (steps, deliveries, opened, limit) => {
        const history = createHistory()
        const mine: { id: MessageId; acked: boolean; seq: number }[] = []
        for (const step of steps)
          if (step.do === 'send') {
            const id = newId<MessageId>()
            const { seq } = history.send(id, id)
            if (step.mine) mine.push({ id, acked: step.acked, seq })
          } else if (!('which' in step)) history[step.do]()
          else if (step.do === 'reply') {
            const roots = history.roots()
            const seq = roots[step.which % roots.length]
            if (seq !== undefined) history.reply(seq, step.listed)
          } else {
            const alive = history.alive()
            const seq = alive[step.which % alive.length]
            if (seq === undefined) continue
            if (step.do === 'react') history.react(seq, reactors[step.who] as UserId, step.emoji)
            else history[step.do](seq)
          }

        const end = history.events.length
        const at = opened % (end + 1)
        const timeline = openTimeline(chatId, history.page({ at, limit }))
        for (const { id, acked, seq } of mine) {
          addPending(timeline, { id, senderId: history.ada.id, body: id, createdAt: '' })
          if (acked || seq <= at) markSent(timeline, { id, seq, createdAt: '' })
        }
        const clock = (n: number) => at + (n % (end - at + 1))
        for (const delivery of deliveries) {
          const first = timeline.messages[0]?.seq ?? 1
          const last = timeline.messages.at(-1)?.seq ?? 0
          if (delivery.do === 'event' || delivery.do === 'next') {
            const next = delivery.do === 'next' ? timeline.seq : delivery.which % Math.max(end, 1)
            const event = history.events[next]
            if (event) accept(timeline, event)
            continue
          }
          const { limit, lead } = delivery
          // Who asks for what is older or newer has seen the edge of the window, and so has the server.
          const edge = { older: first, newer: last, since: 0, reset: 0 }[delivery.do]
          const from = Math.max(clock(delivery.clock), edge)
          const page = (at: object) => history.page({ at: from, lead, limit, ...at })
          if (delivery.do === 'older') addOlder(timeline, first, page({ before: first }))
          else if (delivery.do === 'newer' && timeline.hasAfter)
            addNewer(timeline, last, page({ after: last }))
          else if (delivery.do === 'since')
            repair(timeline, history.since(timeline.seq, Math.max(from, timeline.seq)))
          else if (delivery.do === 'reset') reset(timeline, page({}))
          const seqs = timeline.messages.map(({ seq }) => seq)
          expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
        }

        if (repair(timeline, history.since(timeline.seq)) === 'reload')
          reset(timeline, history.page({ limit }))
        while (timeline.hasAfter) {
          const after = timeline.messages.at(-1)?.seq ?? 0
          if (!addNewer(timeline, after, history.page({ after, limit: 100 }))) break
        }
        // The outbox asks until it is answered: of a message outside the window nothing else is heard.
        for (const { id, seq } of mine) markSent(timeline, { id, seq, createdAt: '' })
        expect(timeline.seq).toBe(end)
        const shown = timeline.messages
        const fresh = history.page({ limit: 1000 }).messages
        expect(shown).toEqual(timeline.hasBefore ? fresh.slice(-shown.length) : fresh)
        // Whoever has heard no answer asks again with the same id, and gets the first one's.
        for (const { id, seq } of mine) markSent(timeline, { id, seq, createdAt: '' })
        expect(timeline.pending).toEqual([])
        const known = [...timeline.people.keys()]
        expect(shown.every(({ senderId }) => known.includes(senderId))).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})
