import { expect, test } from 'vitest'
import { turns } from './turns.ts'

test('two run at a time, and the others in order, whether works succeed or fail', async () => {
  const turn = turns(2)
  const begun: string[] = []
  const ends: Record<string, PromiseWithResolvers<void>> = {}
  const work = (name: string) =>
    turn(async () => {
      begun.push(name)
      ends[name] = Promise.withResolvers()
      await ends[name].promise
      return name
    })
  const works = ['a', 'b', 'c', 'd'].map(work)
  const outcomes = Promise.allSettled(works)
  expect(begun).toEqual(['a', 'b'])
  ends.b?.reject(new Error('no'))
  await expect(works[1]).rejects.toThrow('no')
  await Promise.resolve()
  expect(begun).toEqual(['a', 'b', 'c'])
  ends.a?.resolve()
  await works[0]
  ends.c?.resolve()
  await works[2]
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
  ends.d?.resolve()
  expect((await outcomes).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ])
})
