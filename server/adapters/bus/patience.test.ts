import { expect, test } from 'vitest'
import { Fault } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Published } from '../../ports.ts'
import { maxTries, patient, retryDelay } from './patience.ts'

const published: Published = {
  position: 1,
  event: { v: 1, id: '1', at: '', type: 'session.revoked', userId: newId(), sessionIds: [] },
}
const away = () => new Fault('unavailable', 'The search server does not answer.')

test('an event waits for what its handler needs, without using up its tries', async () => {
  let tries = 0
  const handle = patient(
    async () => {
      tries += 1
      if (tries < 20) throw away()
    },
    new AbortController().signal,
    1,
  )
  await handle(published)
  expect(tries).toBe(20)
})

test('any other failure is a failed try at once', async () => {
  let tries = 0
  const handle = patient(
    async () => {
      tries += 1
      throw new TypeError('poison')
    },
    new AbortController().signal,
    1,
  )
  await expect(handle(published)).rejects.toThrow('poison')
  expect(tries).toBe(1)
})

test('waiting ends when the consumer stops', async () => {
  const stopping = new AbortController()
  const handle = patient(
    async () => {
      stopping.abort()
      throw away()
    },
    stopping.signal,
    1_000_000,
  )
  await expect(handle(published)).rejects.toThrow()
})

test('a poison event is set aside within a minute', () => {
  const waits = Array.from({ length: maxTries - 1 }, (_, index) => retryDelay(index + 1))
  expect(waits).toEqual([250, 1000, 4000, 16_000])
})
