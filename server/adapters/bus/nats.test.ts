import { connect } from '@nats-io/transport-node'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { LocalServices } from '../../../scripts/local-services.ts'
import { disposableServices, missingServices } from '../../../scripts/local-services.ts'
import { cuttable } from '../../testing/cuttable.ts'
import type { BusHarness } from './bus.contract.ts'
import { bodyOf, busContract, conversation } from './bus.contract.ts'
import type { NatsBus } from './nats.ts'
import { natsBus } from './nats.ts'

const log = pino({ level: 'silent' })
/** Waits for a condition, as long as a busy machine may need. */
const soon = (assertion: () => unknown, options: { timeout?: number; interval?: number } = {}) =>
  vi.waitFor(assertion, { timeout: 10_000, interval: 10, ...options })
const given = process.env.NATS_URL
const runs = given !== undefined || missingServices(['nats']).length === 0

/** Ids and positions rise over all tests of this file, as they do in a database. */
let lastPosition = Date.now()

const open = async (url: string): Promise<BusHarness & Pick<NatsBus, 'ping'>> => {
  const letters: BusHarness['letters'] = []
  const bus = await natsBus({
    url,
    log,
    delayMs: () => 1,
    deadLetter: async (group, letter) => void letters.push({ group, ...letter }),
  })
  return {
    bus,
    letters,
    ping: bus.ping,
    stop: bus.stop,
    emit: async (events) => {
      const published = events.map((event) => {
        lastPosition += 1
        const id = String(lastPosition)
        const at = new Date().toISOString()
        return { position: lastPosition, event: { v: 1 as const, id, at, ...event } }
      })
      await Promise.all(published.map((item) => bus.publish(item)))
      return published
    },
  }
}

describe.runIf(runs)('NATS (needs NATS_URL or Debian’s nats-server)', () => {
  let services: LocalServices | null = null
  let url = given ?? ''
  beforeAll(async () => {
    if (given) return
    services = await disposableServices(['nats'])
    url = services.env.NATS_URL ?? ''
  })
  afterAll(() => services?.stop())

  busContract(() => open(url))

  test('sets aside what is no event, and goes on', async () => {
    const harness = await open(url)
    const { username, password, host } = new URL(url)
    const nc = await connect({ servers: host, user: username, pass: password })
    const chat = conversation(() => harness)
    const done: string[] = []
    const stop = await harness.bus.consume(
      `garbage-${lastPosition}`,
      chat.only(async (body) => done.push(body)),
    )
    for (const garbage of [
      'not json',
      '{}',
      '{"position":1,"event":{"v":2,"type":"message.sent"}}',
    ])
      nc.publish('fechatter.events.workspace.x.y', garbage)
    await nc.flush()
    await chat.say('fine')
    await soon(() => expect(done).toEqual(['fine']))
    await soon(() =>
      expect(harness.letters.map(({ payload }) => payload)).toEqual([
        'not json',
        '{}',
        '{"position":1,"event":{"v":2,"type":"message.sent"}}',
      ]),
    )
    await stop()
    await nc.close()
    await harness.stop()
  })

  test('takes the same id of another database for another event', async () => {
    const harness = await open(url)
    const chat = conversation(() => harness)
    const [event] = await chat.say('before the reset')
    if (!event) throw new Error('nothing was published')
    await harness.bus.publish({
      position: event.position + 1,
      event: { ...event.event, at: new Date(Date.now() + 1000).toISOString() },
    })
    const done: string[] = []
    const stop = await harness.bus.consume(
      `reset-${lastPosition}`,
      chat.only(async (body) => done.push(body)),
    )
    await soon(() => expect(done).toHaveLength(2))
    await stop()
    await harness.stop()
  })

  test('lets a follower whose connection was cut hear what it missed, in order', async () => {
    const edge = await cuttable(Number(new URL(url).port))
    const behind = new URL(url)
    behind.port = String(edge.port)
    const [here, there] = [await open(url), await open(behind.href)]
    const chat = conversation(() => here)
    const heard: string[] = []
    const stop = await there.bus.follow((live) => {
      if (live.position !== null && chat.mine(live.event)) heard.push(bodyOf(live.event))
    })
    await chat.say('one')
    await soon(() => expect(heard).toEqual(['one']))
    await edge.cut()
    await chat.say('two', 'three')
    await edge.mend()
    await soon(() => chat.say('four').then(() => expect(heard).toContain('four')), {
      timeout: 10_000,
      interval: 100,
    })
    expect(heard.slice(0, 4)).toEqual(['one', 'two', 'three', 'four'])
    await stop()
    await there.stop()
    await here.stop()
    await edge.cut()
  })

  test.skipIf(given !== undefined)(
    'survives the death of the server: nothing durable is lost, live followers catch up in order',
    { timeout: 60_000 },
    async () => {
      const [here, there] = [await open(url), await open(url)]
      const chat = conversation(() => here)
      const heard: string[] = []
      const done: string[] = []
      const stopFollowing = await there.bus.follow((live) => {
        if (live.position !== null && chat.mine(live.event)) heard.push(bodyOf(live.event))
      })
      const stopConsuming = await there.bus.consume(
        `crash-${lastPosition}`,
        chat.only(async (body) => done.push(body)),
      )
      await chat.say('one')
      await soon(() => expect([heard, done]).toEqual([['one'], ['one']]))

      await services?.stopOne('nats', 'SIGKILL')
      await expect(chat.say('lost for the bus, not for the outbox')).rejects.toThrow()
      await expect(there.ping()).rejects.toThrow()
      await services?.startOne('nats')

      await soon(() => chat.say('two'), { timeout: 20_000, interval: 20 })
      await chat.say('three')
      const all = ['one', 'two', 'three']
      await soon(() => expect(heard).toEqual(all), { timeout: 20_000 })
      // At least once: an ack that the server had not written down before it died comes again.
      await soon(() => expect(new Set(done)).toEqual(new Set(all)), { timeout: 20_000 })
      await stopConsuming()
      await stopFollowing()
      await here.stop()
      await there.stop()
    },
  )
})
