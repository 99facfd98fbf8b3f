import { expect, test } from 'vitest'
import { lanes } from './lanes.ts'

/** Work that ends when told. */
const job = () => {
  let end = () => {}
  let started = false
  const ended = new Promise<void>((resolve) => (end = resolve))
  const work = async () => {
    started = true
    await ended
  }
  return { work, end, hasStarted: () => started }
}

test('runs so many at once, lets so many wait, and has no room for more', async () => {
  const enter = lanes<string>({ running: 1, waiting: 1 })
  const [first, second, other] = [job(), job(), job()]
  const one = enter('ada', first.work)
  const two = enter('ada', second.work)
  const three = enter('bo', other.work)
  expect(await enter('ada', job().work)).toBe(false)
  expect([first, second, other].map((each) => each.hasStarted())).toEqual([true, false, true])

  first.end()
  expect(await one).toBe(true)
  expect(second.hasStarted()).toBe(true)
  second.end()
  other.end()
  expect(await Promise.all([two, three])).toEqual([true, true])
})

test('a failure frees the place', async () => {
  const enter = lanes<string>({ running: 1, waiting: 0 })
  await expect(enter('ada', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await enter('ada', async () => {})).toBe(true)
})
