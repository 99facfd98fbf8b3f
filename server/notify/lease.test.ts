import { expect, test } from 'vitest'
import type { UserId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Connection } from './connection.ts'
import { createLease, leaseMs } from './lease.ts'

const streamOf = (sessionId: string): Connection => ({
  userId: newId<UserId>(),
  sessionId,
  outlet: { write: () => {}, end: () => {}, behind: () => false },
  places: [],
  rooms: new Set(),
  loadingFrom: null,
  upTo: 0,
})

const scene = () => {
  const open = new Set(['laptop', 'laptop', 'phone'].map(streamOf))
  const asked: (readonly string[])[] = []
  const state = {
    now: 0,
    answer: (): Promise<Set<string>> => Promise.resolve(new Set(['laptop', 'phone'])),
  }
  const lease = createLease({
    living: (ids) => {
      asked.push(ids)
      return state.answer()
    },
    connections: () => open,
    end: (connection) => open.delete(connection),
    now: () => state.now,
  })
  return { open, asked, state, lease, names: () => [...open].map(({ sessionId }) => sessionId) }
}

test('one question ends the streams of sessions that are no more', async () => {
  const { lease, asked, state, names } = scene()
  await lease.check()
  expect(names()).toEqual(['laptop', 'laptop', 'phone'])
  state.answer = async () => new Set(['phone'])
  await lease.check()
  expect(names()).toEqual(['phone'])
  expect(asked).toEqual([
    ['laptop', 'phone'],
    ['laptop', 'phone'],
  ])
})

test('without an answer streams go on for their lease and no longer', async () => {
  const { lease, state, open } = scene()
  state.now = 1_000
  await lease.check()
  state.answer = () => Promise.reject(new Error('down'))
  state.now = 1_000 + leaseMs - 1
  await lease.check()
  expect(open.size).toBe(3)
  state.now += 1
  await lease.check()
  expect(open.size).toBe(0)
})

test('a question that hangs is no answer', async () => {
  const { lease, state, open, asked } = scene()
  state.answer = () => new Promise(() => {})
  void lease.check()
  state.now = leaseMs
  await lease.check()
  expect(asked).toHaveLength(1)
  expect(open.size).toBe(0)
})
