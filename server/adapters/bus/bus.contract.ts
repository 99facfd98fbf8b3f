import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Event } from '../../../shared/events.ts'
import type { ChatId, UserId, WorkspaceId } from '../../../shared/ids.ts'
import { newId } from '../../../shared/ids.ts'
import type { NewEvent } from '../../outbox/record.ts'
import type { Bus, Live, Passing, Published } from '../../ports.ts'

export interface BusHarness {
  /** A bus whose retries follow each other at once. */
  bus: Bus
  /** Takes events the way of the product: logged where the bus needs that, then published in order. */
  emit: (events: readonly NewEvent[]) => Promise<Published[]>
  letters: { group: string; eventId: string; payload: unknown; reason: string }[]
  stop: () => Promise<void>
}

const ada = newId<UserId>()

/** A chat of its own, for a test that shares the stream with others: it sees only what happened there. */
export const conversation = (harness: () => BusHarness) => {
  const chatId = newId<ChatId>()
  const workspaceId = newId<WorkspaceId>()
  let seq = 0
  const mine = (event: Event | Passing) => 'chatId' in event && event.chatId === chatId
  return {
    chatId,
    mine,
    say: (...bodies: string[]) =>
      harness().emit(
        bodies.map((body) => {
          seq += 1
          const createdAt = new Date().toISOString()
          const id = newId<never>()
          return {
            type: 'message.sent',
            workspaceId,
            chatId,
            seq,
            message: {
              id,
              chatId,
              seq,
              senderId: ada,
              body,
              mentions: [],
              files: [],
              rev: seq,
              reactions: [],
              pinned: false,
              threadId: null,
              alsoToChannel: false,
              thread: null,
              calls: null,
              quote: null,
              emote: false,
              silent: false,
              createdAt,
              editedAt: null,
              deletedAt: null,
              notice: null,
            },
            sender: { id: ada, name: 'Ada', isBot: false },
          }
        }),
      ),
    /** A handler for `consume` that keeps to this chat. */
    only:
      (handle: (body: string, event: Event) => Promise<unknown>) =>
      async ({ event }: Published) => {
        if (mine(event)) await handle(bodyOf(event), event)
      },
  }
}

export const bodyOf = (event: Event): string =>
  event.type === 'message.sent' ? event.message.body : event.type

const groupName = () => `test-${randomUUID()}`

/** What every bus promises. */
export const busContract = (open: () => Promise<BusHarness>) =>
  describe('a bus', () => {
    let harness: BusHarness
    beforeAll(async () => {
      harness = await open()
    })
    afterAll(() => harness.stop())
    const chat = () => conversation(() => harness)
    const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 10_000, interval: 10 })

    test('tells every follower everything, in order of publication', async () => {
      const { say, mine } = chat()
      const heard: { position: number; body: string }[][] = [[], []]
      const stops = await Promise.all(
        heard.map((ear) =>
          harness.bus.follow((live: Live) => {
            if (live.position !== null && mine(live.event))
              ear.push({ position: live.position, body: bodyOf(live.event) })
          }),
        ),
      )
      const bodies = Array.from({ length: 50 }, (_, index) => `hello ${index}`)
      const published = await say(...bodies)
      const expected = published.map(({ position, event }) => ({ position, body: bodyOf(event) }))
      expect(expected.map(({ body }) => body)).toEqual(bodies)
      await soon(() => expect(heard).toEqual([expected, expected]))
      await Promise.all(stops.map((stop) => stop()))
      await say('nobody listens')
      expect(heard.map((ear) => ear.length)).toEqual([50, 50])
    })

    test('goes on telling the others when one follower throws', async () => {
      const { say, mine } = chat()
      const heard: string[] = []
      const stopBad = await harness.bus.follow(() => {
        throw new Error('deaf')
      })
      const stopGood = await harness.bus.follow((live) => {
        if (live.position !== null && mine(live.event)) heard.push(bodyOf(live.event))
      })
      await say('one', 'two')
      await soon(() => expect(heard).toEqual(['one', 'two']))
      await stopBad()
      await stopGood()
    })

    test('lets two members of a group share its events, each handled once', async () => {
      const { say, only } = chat()
      const group = groupName()
      const handled: string[] = []
      const stops = await Promise.all(
        ['ada', 'bo'].map(() =>
          harness.bus.consume(
            group,
            only(async (body) => handled.push(body)),
          ),
        ),
      )
      const bodies = Array.from({ length: 40 }, (_, index) => `task ${index}`)
      await say(...bodies)
      await soon(() => expect(handled).toHaveLength(40))
      expect(new Set(handled)).toEqual(new Set(bodies))
      await Promise.all(stops.map((stop) => stop()))
    })

    test('starts a new group at the oldest event', async () => {
      const { say, only } = chat()
      await say('long ago')
      const handled: string[] = []
      const stop = await harness.bus.consume(
        groupName(),
        only(async (body) => handled.push(body)),
      )
      await soon(() => expect(handled).toEqual(['long ago']))
      await stop()
    })

    test('gives each group all events', async () => {
      const { say, only } = chat()
      const handled: string[] = []
      const stops = await Promise.all(
        ['ada', 'bo'].map((name) =>
          harness.bus.consume(
            groupName(),
            only(async (body) => handled.push(`${name} ${body}`)),
          ),
        ),
      )
      await say('hi')
      await soon(() => expect(handled.toSorted()).toEqual(['ada hi', 'bo hi']))
      await Promise.all(stops.map((stop) => stop()))
    })

    test('redelivers what a consumer failed to handle, without holding back the next', async () => {
      const { say, only } = chat()
      const done: string[] = []
      let tries = 0
      const stop = await harness.bus.consume(
        groupName(),
        only(async (body) => {
          if (body === 'hard' && ++tries < 3) throw new Error('not yet')
          done.push(body)
        }),
      )
      await say('hard', 'easy')
      await soon(() => expect(done.toSorted()).toEqual(['easy', 'hard']))
      expect(tries).toBe(3)
      await stop()
    })

    test('sets a poison event aside after 5 tries and goes on', async () => {
      const { say, only } = chat()
      const group = groupName()
      const done: string[] = []
      let tries = 0
      const stop = await harness.bus.consume(
        group,
        only(async (body) => {
          if (body === 'poison') {
            tries += 1
            throw new TypeError('cannot swallow this')
          }
          done.push(body)
        }),
      )
      const [poison] = await say('poison', 'water')
      await soon(() => expect(harness.letters.some((letter) => letter.group === group)).toBe(true))
      expect(harness.letters.filter((letter) => letter.group === group)).toEqual([
        {
          group,
          eventId: poison?.event.id,
          payload: poison?.event,
          reason: 'TypeError: cannot swallow this',
        },
      ])
      expect(tries).toBe(5)
      expect(done).toEqual(['water'])
      await say('more water')
      await soon(() => expect(done).toEqual(['water', 'more water']))
      expect(tries).toBe(5)
      await stop()
    })

    test('works on other events while one takes its time', async () => {
      const { say, only } = chat()
      const gate = Promise.withResolvers<void>()
      const done: string[] = []
      const stop = await harness.bus.consume(
        groupName(),
        only(async (body) => {
          if (body === 'slow') await gate.promise
          done.push(body)
        }),
      )
      await say('slow', 'quick')
      await soon(() => expect(done).toEqual(['quick']))
      gate.resolve()
      await soon(() => expect(done).toEqual(['quick', 'slow']))
      await stop()
    })

    test('delivers an event that is published twice to a consumer once', async () => {
      const { say, only } = chat()
      const handled: string[] = []
      const stop = await harness.bus.consume(
        groupName(),
        only(async (body) => handled.push(body)),
      )
      const [once] = await say('once')
      if (once) await harness.bus.publish(once)
      await say('after')
      await soon(() => expect(handled).toContain('after'))
      expect(handled.toSorted()).toEqual(['after', 'once'])
      await stop()
    })

    test('lets a consumer that was away go on where it stopped', async () => {
      const { say, only } = chat()
      const group = groupName()
      const handled: string[] = []
      const consume = () =>
        harness.bus.consume(
          group,
          only(async (body) => handled.push(body)),
        )
      const stop = await consume()
      await say('before')
      await soon(() => expect(handled).toEqual(['before']))
      await stop()
      await say('while away')
      expect(handled).toEqual(['before'])
      const stopAgain = await consume()
      await soon(() => expect(handled).toEqual(['before', 'while away']))
      await say('after')
      await soon(() => expect(handled).toEqual(['before', 'while away', 'after']))
      await stopAgain()
    })

    test('gives to the next member what one left undone', async () => {
      const { say, only } = chat()
      const group = groupName()
      const started = Promise.withResolvers<void>()
      const stop = await harness.bus.consume(
        group,
        only(async () => {
          started.resolve()
          throw new Error('ada is called away')
        }),
      )
      await say('unfinished')
      await started.promise
      await stop()
      const handled: string[] = []
      const stopNext = await harness.bus.consume(
        group,
        only(async (body) => handled.push(body)),
      )
      await soon(() => expect(handled).toEqual(['unfinished']))
      await stopNext()
    })

    test('waits for the handler in hand before it stops', async () => {
      const { say, only } = chat()
      const started = Promise.withResolvers<void>()
      const gate = Promise.withResolvers<void>()
      const order: string[] = []
      const stop = await harness.bus.consume(
        groupName(),
        only(async () => {
          started.resolve()
          await gate.promise
          order.push('handled')
        }),
      )
      await say('last words')
      await started.promise
      const stopped = stop().then(() => order.push('stopped'))
      gate.resolve()
      await stopped
      expect(order).toEqual(['handled', 'stopped'])
    })

    test('brings signals to followers, in order with the events, and keeps them nowhere', async () => {
      const { say, mine, chatId, only } = chat()
      const heard: string[] = []
      const stop = await harness.bus.follow((live) => {
        if (live.position === null) {
          if (mine(live.signal)) heard.push(live.signal.type)
        } else if (mine(live.event)) heard.push(bodyOf(live.event))
      })
      const person = { id: ada, name: 'Ada', isBot: false }
      await harness.bus.signal({ type: 'typing', chatId, threadId: null, person })
      await say('typed')
      await soon(() => expect(heard).toEqual(['typing', 'typed']))
      await stop()
      const handled: string[] = []
      const stopConsumer = await harness.bus.consume(
        groupName(),
        only(async (body) => handled.push(body)),
      )
      await soon(() => expect(handled).toEqual(['typed']))
      await stopConsumer()
    })
  })
