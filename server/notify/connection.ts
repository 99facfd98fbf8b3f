import type { UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Room } from './rooms.ts'

/** Where the bytes of a stream go. */
export interface Outlet {
  /** Sends bytes, the same buffer to many; cuts a stream that takes too little of them. */
  write(bytes: Buffer): void
  /** Sends what is under way, then closes. */
  end(): void
  /** Whether bytes are waiting: what may be dropped is dropped. */
  behind(): boolean
}

/** A workspace as one of its people is in it. */
export interface Place {
  workspaceId: WorkspaceId
  guest: boolean
}

/** One open stream. */
export interface Connection {
  readonly userId: UserId
  /** The hash that the database knows the session by. */
  readonly sessionId: string
  readonly outlet: Outlet
  readonly rooms: Set<Room>
  /** The workspaces that its person was in when it began. */
  places: readonly Place[]
  /** While its memberships are read: where in the hub's log it began. Null once it hears everything live. */
  loadingFrom: number | null
  /** Events up to this position have been replayed to it. */
  upTo: number
}
