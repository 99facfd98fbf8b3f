import type { ChatId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Person } from '../../shared/people.ts'
import type { Db } from '../db/database.ts'
import { findPeople } from '../identity/people.ts'
import type { MessageKind } from '../../shared/search-query.ts'
import type { Found } from './candidates.ts'
import type { Place } from './visible.ts'
import { findPlaces } from './visible.ts'

/** How many of the hits are by whom, where, when and of what kind; the most frequent first, months from the newest. */
export interface Facets {
  people: { person: Person; count: number }[]
  chats: { chat: Place; count: number }[]
  /** `2026-11`, in the asker's time zone. */
  months: { month: string; count: number }[]
  kinds: { kind: MessageKind; count: number }[]
}

/** Counts what the asker may read, nothing else. */
export const facetsOf = async (
  db: Db,
  userId: UserId,
  found: readonly Found[],
  timeZone: string,
): Promise<Facets> => {
  const month = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit' })
  const senders = counted(found.map(({ senderId }) => senderId))
  const places = counted(found.map(({ chatId }) => chatId))
  const people = await findPeople(
    db,
    senders.map(([id]) => id),
  )
  const named = await findPlaces(
    db,
    userId,
    places.map(([id]) => id),
  )
  return {
    people: senders.flatMap(([id, count]) =>
      people.filter((person) => person.id === id).map((person) => ({ person, count })),
    ),
    chats: places.flatMap(([id, count]: [ChatId, number]) =>
      named.filter((chat) => chat.id === id).map((chat) => ({ chat, count })),
    ),
    months: counted(found.map(({ createdAt }) => month.format(createdAt)))
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .map(([name, count]) => ({ month: name, count })),
    kinds: counted(found.flatMap(({ kinds }) => kinds)).map(([kind, count]) => ({ kind, count })),
  }
}

const counted = <T>(values: readonly T[]): [T, number][] => {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).slice(0, limits.searchFacets)
}
