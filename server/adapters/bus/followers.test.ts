import { pino } from 'pino'
import { expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import type { Live } from '../../ports.ts'
import { followers } from './followers.ts'

const at = (position: number): Live => ({
  position,
  event: { v: 1, id: '1', at: '', type: 'session.revoked', userId: newId(), sessionIds: [] },
})

test('what a replaced leader still sends is dropped: positions only rise', () => {
  const { add, tell } = followers(pino({ level: 'silent' }))
  const heard: (number | null)[] = []
  const leave = add(({ position }) => heard.push(position))
  for (const position of [1, 2, 5, 3, 5, 6]) tell(at(position))
  expect(heard).toEqual([1, 2, 5, 6])
  leave()
  tell(at(7))
  expect(heard).toHaveLength(4)
})
