import { expect, test } from 'vitest'
import type { ChatId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Beat, Reach } from '../../shared/presence.ts'
import { createBoard, sees } from './board.ts'

const [acme, club] = [newId<WorkspaceId>(), newId<WorkspaceId>()]
const ada = newId<UserId>()
const open = (workspaceId: WorkspaceId, chosen: Reach['chosen'] = 'auto'): Reach => ({
  workspaceId,
  chosen,
  guest: false,
  chatIds: [],
})
const beat = (deviceId: string, more: Partial<Beat> = {}): Beat => ({
  type: 'presence.beat',
  userId: ada,
  deviceId,
  state: 'online',
  forMs: limits.presenceLeaseMs,
  in: [open(acme)],
  ...more,
})
const states = (changed: { workspaceId: WorkspaceId; state: string }[]) =>
  changed.map(({ state }) => state)

test('a person is there while one of her devices renews its lease, and is gone within 45 s of the last', () => {
  const board = createBoard()
  expect(states(board.beat(beat('phone'), 0))).toEqual(['online'])
  expect(board.beat(beat('phone'), 15_000)).toEqual([])
  expect(board.beat(beat('desk'), 20_000)).toEqual([])
  expect(board.sweep(59_000)).toEqual([])
  expect(board.sweep(60_000 - 1)).toEqual([])
  expect(states(board.sweep(60_000))).toEqual(['offline'])
  expect(board.of(acme)).toEqual([])
  expect(limits.presenceLeaseMs).toBeLessThan(45_000 - 1_000)
})

test('one device in use outweighs idle ones; closing the last ends it at once', () => {
  const board = createBoard()
  expect(states(board.beat(beat('phone', { state: 'away' }), 0))).toEqual(['away'])
  expect(states(board.beat(beat('desk'), 1))).toEqual(['online'])
  expect(states(board.beat(beat('desk', { state: 'offline', forMs: 0 }), 2))).toEqual(['away'])
  expect(states(board.beat(beat('phone', { state: 'offline', forMs: 0 }), 3))).toEqual(['offline'])
  expect(board.beats(4)).toEqual([])
})

test('what she has chosen counts, in each workspace by itself, and only while she is there', () => {
  const board = createBoard()
  const chosen = [open(acme, 'busy'), open(club, 'offline')]
  expect(states(board.beat(beat('desk', { in: chosen }), 0))).toEqual(['busy'])
  expect(board.of(club)).toEqual([])
  expect(states(board.beat(beat('desk', { in: [open(acme, 'away'), open(club)] }), 1))).toEqual([
    'away',
    'online',
  ])
  // Whoever has left a workspace is there no longer.
  expect(board.beat(beat('desk', { in: [open(acme, 'away')] }), 2)).toMatchObject([
    { workspaceId: club, state: 'offline' },
  ])
})

test('a new process learns the same board from another, which never overrides what it has heard itself', () => {
  const board = createBoard()
  board.beat(beat('desk', { state: 'away' }), 0)
  board.beat(beat('phone'), 10_000)
  const young = createBoard()
  young.beat(beat('phone', { state: 'away' }), 500)
  for (const told of board.beats(20_000)) young.beat(told, 1_000)
  expect(young.of(acme)).toMatchObject([{ userId: ada, state: 'away' }])
  // The desk's lease had 20 s left.
  young.beat(beat('phone', { state: 'offline', forMs: 0 }), 2_000)
  expect(young.sweep(20_999)).toEqual([])
  expect(states(young.sweep(21_000))).toEqual(['offline'])
})

test('the devices of one person are bounded: the one unheard for longest makes room', () => {
  const board = createBoard()
  for (let n = 0; n <= limits.presenceDevices; n += 1) board.beat(beat(`tab ${n}`), n)
  const devices = board.beats(100).map(({ deviceId }) => deviceId)
  expect(devices).toHaveLength(limits.presenceDevices)
  expect(devices).not.toContain('tab 0')
})

test('guests see and are seen only where they share a chat', () => {
  const [attic, lobby] = [newId<ChatId>(), newId<ChatId>()]
  const member = { ...open(acme), userId: ada, state: 'online' as const, chatIds: [attic] }
  const guest = { ...member, guest: true }
  const viewer = (isGuest: boolean, ...chatIds: ChatId[]) => ({
    guest: isGuest,
    isIn: (id: ChatId) => chatIds.includes(id),
  })
  expect(sees(viewer(false), member)).toBe(true)
  expect(sees(viewer(true, lobby), member)).toBe(false)
  expect(sees(viewer(true, attic), member)).toBe(true)
  expect(sees(viewer(false, lobby), guest)).toBe(false)
  expect(sees(viewer(false, attic), guest)).toBe(true)
})
