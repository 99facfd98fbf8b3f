import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { batched } from './batch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const collect = (options = { most: 3, afterMs: 250 }) => {
  const writes: number[][] = []
  const add = batched<number>(async (rows) => {
    if (rows.includes(13)) throw new Error('no luck')
    writes.push(rows)
  }, options)
  return { add, writes }
}

test('writes when enough rows are there', async () => {
  const { add, writes } = collect()
  await Promise.all([1, 2, 3].map(add))
  expect(writes).toEqual([[1, 2, 3]])
})

test('writes a while after the first row, and resolves no earlier', async () => {
  const { add, writes } = collect()
  let kept = false
  const first = add(1).then(() => (kept = true))
  await vi.advanceTimersByTimeAsync(200)
  const second = add(2)
  await vi.advanceTimersByTimeAsync(49)
  expect([writes, kept]).toEqual([[], false])
  await vi.advanceTimersByTimeAsync(1)
  await Promise.all([first, second])
  expect(writes).toEqual([[1, 2]])
  expect(vi.getTimerCount()).toBe(0)
})

test('tells all rows of a failed write, and none of the next', async () => {
  const { add, writes } = collect()
  const outcomes = Promise.allSettled([1, 13, 3, 4].map(add))
  await vi.advanceTimersByTimeAsync(250)
  expect((await outcomes).map(({ status }) => status)).toEqual([
    ...['rejected', 'rejected', 'rejected', 'fulfilled'],
  ])
  expect(writes).toEqual([[4]])
})
