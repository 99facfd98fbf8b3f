import { beforeEach, describe, expect, test } from 'vitest'
import type { FaultBody } from '../../shared/errors.ts'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Ack, Draft } from '../../shared/message.ts'
import type { Unsent } from './outbox.ts'
import { createOutbox } from './outbox.ts'

const lobby = newId<ChatId>()
const draft = (body: string): Draft => ({ id: newId<MessageId>(), chatId: lobby, body })
const fault = (code: FaultBody['code'], more: Partial<FaultBody> = {}): FaultBody => ({
  code,
  message: code,
  ...more,
})

/** A browser: one store and one lock for all its tabs, and a server that answers as told. */
const browser = () => {
  const stored = new Map<MessageId, Unsent>()
  const sent: Draft[] = []
  const waits: number[] = []
  const answers: (FaultBody | 'ack')[] = []
  let now = 0
  let running: Promise<void> = Promise.resolve()
  const tab = () => {
    const acked: Ack[] = []
    const changed: Unsent[] = []
    const outbox = createOutbox({
      load: async () => [...stored.values()],
      save: async (entry) => void stored.set(entry.id, entry),
      remove: async (id) => void stored.delete(id),
      send: async (message) => {
        expect(stored.has(message.id), 'stored before the call').toBe(true)
        sent.push(message)
        const answer = answers.shift() ?? 'ack'
        if (answer !== 'ack') throw answer as unknown as Error
        return { id: message.id, seq: sent.length, createdAt: '' }
      },
      faultOf: (error) => error as FaultBody,
      exclusively: async (_chat, work) => (running = running.then(work)),
      wait: async (ms) => {
        waits.push(ms)
        now += ms
      },
      now: () => now,
      random: () => 0.5,
      onSent: (_chat, ack) => acked.push(ack),
      onChange: (entry) => changed.push(entry),
    })
    return { ...outbox, acked, changed }
  }
  return {
    tab,
    stored,
    sent,
    waits,
    answers,
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('an outbox', () => {
  let world: ReturnType<typeof browser>
  beforeEach(() => {
    world = browser()
  })
  const bodies = () => world.sent.map(({ body }) => body)

  test('sends in the order of writing and forgets what is acknowledged', async () => {
    const ada = world.tab()
    await Promise.all(['one', 'two', 'three'].map((body) => ada.add(draft(body))))
    expect(bodies()).toEqual(['one', 'two', 'three'])
    expect(ada.acked).toHaveLength(3)
    expect(world.stored.size).toBe(0)
  })

  test('repeats an unknown outcome with the same id, waiting longer each time', async () => {
    world.answers.push(
      fault('unavailable'),
      fault('internal'),
      fault('rate_limited', { retryAfter: 7 }),
    )
    await world.tab().add(draft('hi'))
    expect(new Set(world.sent.map(({ id }) => id)).size).toBe(1)
    expect(world.waits).toEqual([250, 500, 7000])
    expect(world.stored.size).toBe(0)
  })

  test('never overtakes: what was written later waits for the earlier one', async () => {
    const ada = world.tab()
    world.answers.push(fault('unavailable'), fault('unavailable'))
    await Promise.all([ada.add(draft('first')), ada.add(draft('second'))])
    expect(bodies()).toEqual(['first', 'first', 'first', 'second'])
  })

  test('keeps a definite refusal for the writer, and goes on with the next', async () => {
    const ada = world.tab()
    world.answers.push(fault('invalid_input'))
    await Promise.all([ada.add(draft('bad')), ada.add(draft('good'))])
    expect(bodies()).toEqual(['bad', 'good'])
    expect(await ada.of(lobby)).toMatchObject([{ body: 'bad', state: 'failed' }])
  })

  test('stops when the session has ended, and keeps everything', async () => {
    const ada = world.tab()
    world.answers.push(fault('unauthorized'))
    await ada.add(draft('later'))
    expect(world.sent).toHaveLength(1)
    expect(await ada.of(lobby)).toMatchObject([{ body: 'later', state: 'waiting' }])
  })

  test('survives the tab: another one sends it, once, under the same id', async () => {
    const first = world.tab()
    const message = draft('written before the reload')
    world.answers.push(fault('unauthorized'))
    await first.add(message)
    const [second, third] = [world.tab(), world.tab()]
    await Promise.all([second.resume(), third.resume()])
    expect(world.sent.map(({ id }) => id)).toEqual([message.id, message.id])
    expect(second.acked.length + third.acked.length).toBe(1)
  })

  test('asks before it sends what waited for more than ten minutes', async () => {
    const ada = world.tab()
    world.answers.push(fault('unauthorized'))
    const message = draft('lunch?')
    await ada.add(message)
    world.pass(10 * 60 * 1000 + 1)
    const later = world.tab()
    await later.resume()
    expect(world.sent).toHaveLength(1)
    expect(later.changed).toMatchObject([{ state: 'stale' }])
    await later.retry(message.id)
    expect(bodies()).toEqual(['lunch?', 'lunch?'])
    expect(world.stored.size).toBe(0)
  })

  test('takes back what failed, but not what may be on its way', async () => {
    const ada = world.tab()
    world.answers.push(fault('conflict'), fault('unauthorized'))
    const [failed, waiting] = [draft('failed'), draft('waiting')]
    await ada.add(failed)
    await ada.add(waiting)
    await ada.discard(failed.id)
    await ada.discard(waiting.id)
    expect((await ada.of(lobby)).map(({ body }) => body)).toEqual(['waiting'])
  })
})
