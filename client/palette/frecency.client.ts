import type { UserId } from '../../shared/ids.ts'
import type { Frecency } from './frecency.ts'
import { opened } from './frecency.ts'

const nameOf = (me: UserId) => `fechatter.frecency.${me}`

const isFrecency = (value: unknown): value is Frecency =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every(
    (one: unknown) =>
      typeof one === 'object' &&
      one !== null &&
      'score' in one &&
      typeof one.score === 'number' &&
      'at' in one &&
      typeof one.at === 'number',
  )

/** What this person opened in this browser. Without a store, or with one that holds something else, nothing. */
export const readFrecency = (me: UserId): Frecency => {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(nameOf(me)) ?? '{}')
    return isFrecency(value) ? value : {}
  } catch {
    return {}
  }
}

/** Notes that a chat or person was opened. */
export const noteOpened = (me: UserId, key: string): void => {
  try {
    localStorage.setItem(nameOf(me), JSON.stringify(opened(readFrecency(me), key, Date.now())))
  } catch {
    // A full or forbidden store costs the order of the palette, nothing else.
  }
}
