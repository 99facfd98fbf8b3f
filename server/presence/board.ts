import type { UserId, WorkspaceId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Availability, Beat, Reach } from '../../shared/presence.ts'

/** How a person stands in a workspace, and who may see it. */
export interface Standing extends Reach {
  userId: UserId
  state: Availability
}

export interface Board {
  /** Takes what a device says. @returns where its person now stands otherwise than before */
  beat(beat: Beat, now: number): Standing[]
  /** Ends the leases that were not renewed. @returns what has changed by it */
  sweep(now: number): Standing[]
  /** Everybody who is there in a workspace. */
  of(workspaceId: WorkspaceId): Standing[]
  /** Every lease that holds, for a process that asks. */
  beats(now: number): Beat[]
}

interface Entry {
  devices: Map<string, Pick<Beat, 'state'> & { until: number }>
  reach: Map<WorkspaceId, Standing>
}

/**
 * Who is there, by leases of their devices. It does no I/O and has no clock, and the same beats make the same board in every process.
 * `now` is a steady clock in milliseconds.
 */
export const createBoard = (): Board => {
  const people = new Map<UserId, Entry>()
  const present = new Map<WorkspaceId, Map<UserId, Standing>>()

  /** Works out a person's standings anew and notes them. */
  const settle = (userId: UserId, entry: Entry, reach: Iterable<Reach>): Standing[] => {
    const changed: Standing[] = []
    const seen = new Set<WorkspaceId>()
    for (const place of reach) {
      seen.add(place.workspaceId)
      const before = entry.reach.get(place.workspaceId)
      const standing = { ...place, userId, state: stateOf(entry, place) }
      entry.reach.set(place.workspaceId, standing)
      note(standing)
      if ((before?.state ?? 'offline') !== standing.state) changed.push(standing)
    }
    for (const [workspaceId, before] of entry.reach) {
      if (seen.has(workspaceId)) continue
      entry.reach.delete(workspaceId)
      const gone = { ...before, state: 'offline' as const }
      note(gone)
      if (before.state !== 'offline') changed.push(gone)
    }
    if (entry.devices.size === 0) people.delete(userId)
    return changed
  }
  const note = (standing: Standing) => {
    const here = present.get(standing.workspaceId) ?? new Map<UserId, Standing>()
    if (standing.state === 'offline') here.delete(standing.userId)
    else here.set(standing.userId, standing)
    if (here.size === 0) present.delete(standing.workspaceId)
    else present.set(standing.workspaceId, here)
  }

  return {
    beat: ({ userId, deviceId, state, forMs, in: places, again }, now) => {
      const entry = people.get(userId) ?? { devices: new Map(), reach: new Map() }
      if (again && entry.devices.has(deviceId)) return []
      people.set(userId, entry)
      entry.devices.delete(deviceId)
      if (state !== 'offline' && forMs > 0)
        entry.devices.set(deviceId, { state, until: now + forMs })
      // The device heard of longest ago makes room.
      for (const oldest of entry.devices.keys()) {
        if (entry.devices.size <= limits.presenceDevices) break
        entry.devices.delete(oldest)
      }
      return settle(userId, entry, places)
    },
    sweep: (now) => {
      const changed: Standing[] = []
      for (const [userId, entry] of people) {
        let ended = false
        for (const [deviceId, { until }] of entry.devices)
          if (until <= now) ended = entry.devices.delete(deviceId)
        if (ended) changed.push(...settle(userId, entry, [...entry.reach.values()]))
      }
      return changed
    },
    of: (workspaceId) => [...(present.get(workspaceId)?.values() ?? [])],
    beats: (now) =>
      [...people].flatMap(([userId, { devices, reach }]) =>
        [...devices].map(([deviceId, { state, until }]) => ({
          type: 'presence.beat' as const,
          userId,
          deviceId,
          state,
          forMs: until - now,
          again: true,
          in: [...reach.values()].map(({ workspaceId, chosen, guest, chatIds }) => ({
            workspaceId,
            chosen,
            guest,
            chatIds,
          })),
        })),
      ),
  }
}

const stateOf = ({ devices }: Entry, { chosen }: Reach): Availability => {
  if (devices.size === 0 || chosen === 'offline') return 'offline'
  if (chosen !== 'auto') return chosen
  return [...devices.values()].some(({ state }) => state === 'online') ? 'online' : 'away'
}

/** Whether somebody sees another's presence, given whether she is a guest and what chats she is in. */
export const sees = (
  viewer: { guest: boolean; isIn: (chatId: Standing['chatIds'][number]) => boolean },
  standing: Standing,
): boolean => (!viewer.guest && !standing.guest) || standing.chatIds.some(viewer.isIn)
