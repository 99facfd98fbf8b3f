import type { Connection } from './connection.ts'

/** The open streams of one chat or workspace. */
export interface Room {
  readonly id: string
  readonly members: Set<Connection>
  /** The highest `seq` that has passed through; 0 for a workspace, which has no clock. */
  seq: number
  /** From which `seq` on a member hears the chat, where that may be still to come. */
  readonly late: Map<Connection, number>
}

export interface Rooms {
  get(id: string): Room | undefined
  /** Lets a stream hear what happens from `from` on. Whoever is in already stays as it is. */
  enter(id: string, connection: Connection, from: number): void
  leave(room: Room, connection: Connection): void
  size(): number
}

/** Finds the streams of a chat without looking at any other. */
export const createRooms = (): Rooms => {
  const rooms = new Map<string, Room>()
  return {
    get: (id) => rooms.get(id),
    enter: (id, connection, from) => {
      const room = rooms.get(id) ?? { id, members: new Set(), seq: 0, late: new Map() }
      rooms.set(id, room)
      if (room.members.has(connection)) return
      room.members.add(connection)
      connection.rooms.add(room)
      if (from > 0) room.late.set(connection, from)
    },
    leave: (room, connection) => {
      room.members.delete(connection)
      room.late.delete(connection)
      connection.rooms.delete(room)
      if (room.members.size === 0) rooms.delete(room.id)
    },
    size: () => rooms.size,
  }
}

/** Whether a member may hear the event of this `seq`. */
export const hears = (room: Room, connection: Connection, seq: number): boolean => {
  const from = room.late.size === 0 ? undefined : room.late.get(connection)
  return from === undefined || from <= seq
}

/** Notes how far a chat has come. Members who waited for it are like all others now. */
export const advance = (room: Room, seq: number): void => {
  room.seq = Math.max(room.seq, seq)
  for (const [connection, from] of room.late) if (from <= room.seq) room.late.delete(connection)
}
