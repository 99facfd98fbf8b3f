import { expect, test, vi } from 'vitest'
import { groupCommit } from './group-commit.ts'

/** A commit that waits until it is let through. */
const gate = () => {
  const batches: string[][] = []
  const open: (() => void)[] = []
  const run = (items: readonly string[]) => {
    batches.push([...items])
    return new Promise<{ ok: string }[]>((resolve) =>
      open.push(() => resolve(items.map((item) => ({ ok: item.toUpperCase() })))),
    )
  }
  return { batches, run, next: () => open.shift()?.() }
}

test('commits at once when quiet, and together what arrives while one commits', async () => {
  const { batches, run, next } = gate()
  const send = groupCommit(run, { pipelines: 1, batch: 10 })
  const first = send('a')
  const later = [send('b'), send('c'), send('d')]
  expect(batches).toEqual([['a']])
  next()
  expect(await first).toBe('A')
  await vi.waitFor(() => expect(batches).toEqual([['a'], ['b', 'c', 'd']]))
  next()
  expect(await Promise.all(later)).toEqual(['B', 'C', 'D'])
})

test('a batch has a bound', async () => {
  const { batches, run, next } = gate()
  const send = groupCommit(run, { pipelines: 1, batch: 2 })
  const all = ['a', 'b', 'c', 'd'].map(send)
  for (const count of [1, 2, 3]) {
    await vi.waitFor(() => expect(batches).toHaveLength(count))
    next()
  }
  expect(await Promise.all(all)).toEqual(['A', 'B', 'C', 'D'])
  expect(batches).toEqual([['a'], ['b', 'c'], ['d']])
})

test('an outcome concerns its own item only', async () => {
  const refused = new Error('no')
  const send = groupCommit(
    async (items: readonly string[]) =>
      items.map((item) => (item === 'bad' ? { error: refused } : { ok: item })),
    { pipelines: 1, batch: 10 },
  )
  const [one, bad, two] = [send('one'), send('bad'), send('two')]
  await expect(bad).rejects.toBe(refused)
  expect(await Promise.all([one, two])).toEqual(['one', 'two'])
})

test('when a whole batch fails, each item is tried alone', async () => {
  const send = groupCommit(
    async (items: readonly string[]) => {
      if (items.includes('poison')) throw new Error('poisoned')
      return items.map((ok) => ({ ok }))
    },
    { pipelines: 1, batch: 10 },
  )
  const all = ['first', 'a', 'poison', 'b'].map(send)
  await expect(all[2]).rejects.toThrow('poisoned')
  expect(await Promise.all([all[0], all[1], all[3]])).toEqual(['first', 'a', 'b'])
})
