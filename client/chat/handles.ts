import type { Carried } from '../files/coming.ts'
import type { Quoting } from './quoting.ts'

/** What a page can ask of the list of messages on it. */
export interface FeedHandle {
  toNewest: () => void
  /** Whether it is on screen, and not under what covers a phone. */
  inSight: () => boolean
  /** Whether its foot is where the newest message stands. */
  atNewest: () => boolean
  /** Puts a message into the middle. @returns false when it is not in the list */
  show: (seq: number) => boolean
  /** The seq of the lowest message of which the end can be seen. */
  lastSeen: () => number | null
}

/** What a page can ask of where one writes. */
export interface WritingHandle {
  focus: () => void
  /** Takes text and files back for another try. */
  restore: (message: { body: string } & Carried) => void
  /** Takes up a message, to be answered to. */
  quote: (message: Quoting) => void
}
