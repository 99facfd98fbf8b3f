import { expect, test } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { pingBytes, pingEveryMs } from './frames.ts'
import type { SocketOutlet } from './outlet.ts'
import { socketOutlet } from './outlet.ts'
import { createPulse, tickMs } from './pulse.ts'

/** A socket whose reader takes nothing while `full`. */
const scene = () => {
  const pulse = createPulse()
  const state = { full: false, waiting: 0, destroyed: false, closing: false, evictions: 0 }
  const written: Buffer[] = []
  const socket = {
    write: (bytes: Buffer) => {
      written.push(bytes)
      if (state.full) state.waiting += bytes.length
      return !state.full
    },
    get writableLength() {
      return state.waiting
    },
    destroy: () => (state.destroyed = true),
    destroySoon: () => (state.closing = true),
  }
  const outlet = socketOutlet(
    socket as unknown as SocketOutlet['socket'],
    (slow) => pulse.waiting(slow),
    () => (state.evictions += 1),
  )
  pulse.add(outlet)
  return { pulse, outlet, state, written }
}

test('each stream is pinged once in a round, all of them spread over it', () => {
  const { pulse, outlet, written } = scene()
  const others = [scene(), scene()]
  for (const other of others) pulse.add(other.outlet)
  const ticks = pingEveryMs / tickMs
  const perTick: number[] = []
  for (let tick = 1; tick <= ticks; tick += 1) {
    const before = [written, ...others.map((other) => other.written)].flat().length
    pulse.tick(tick * tickMs)
    perTick.push([written, ...others.map((other) => other.written)].flat().length - before)
  }
  expect(Math.max(...perTick)).toBe(1)
  expect(written).toEqual([pingBytes])
  pulse.remove(outlet)
  for (let tick = 1; tick <= ticks; tick += 1) pulse.tick(tick * tickMs)
  expect(written).toHaveLength(1)
})

test('a stream that stands still is cut after its time, one that moves is not', () => {
  const { pulse, outlet, state } = scene()
  state.full = true
  outlet.write(Buffer.alloc(10))
  expect(outlet.behind()).toBe(true)
  pulse.tick(0)
  expect(pulse.tick(limits.streamStallMs - 1)).toBe(0)
  state.waiting = 0
  pulse.tick(limits.streamStallMs)
  outlet.write(Buffer.alloc(10))
  pulse.tick(limits.streamStallMs + 1)
  expect(pulse.tick(2 * limits.streamStallMs)).toBe(0)
  expect(pulse.tick(2 * limits.streamStallMs + 1)).toBe(1)
  expect(state.destroyed).toBe(true)
})

test('a stream that leaves too much unread is cut at once', () => {
  const { outlet, state } = scene()
  state.full = true
  outlet.write(Buffer.alloc(limits.streamBufferBytes))
  expect(state.destroyed).toBe(false)
  outlet.write(Buffer.alloc(1))
  expect(state).toMatchObject({ destroyed: true, evictions: 1 })
})
