import type { Person } from '../../shared/people.ts'
import { limits } from '../../shared/limits.ts'
import { readableChats } from '../chat/access.ts'
import { fold, readQuery, runsOf } from '../db/terms.ts'
import type { Deps } from '../deps.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { findCandidates } from './candidates.ts'
import type { Hit } from './read-hits.ts'
import { readHits } from './read-hits.ts'
import type { Place } from './visible.ts'
import { findPlaces, visiblePeople } from './visible.ts'

/** What can be suggested for a text. */
export const suggestions = ['people', 'chats', 'messages'] as const
export type Suggestion = (typeof suggestions)[number]

export interface Suggested {
  people: Person[]
  chats: Place[]
  messages: Pick<Hit, 'message' | 'sender' | 'chat' | 'snippet'>[]
}

const mostMessages = 5

/** People and chats whose names begin with a text, have words that begin with its words or, in scripts without spaces, have it inside, and the messages that fit best: of what a member may know of. */
export const suggest = async (
  deps: Pick<Deps, 'db' | 'search' | 'databaseSearch' | 'log'>,
  member: WorkspaceMember,
  text: string,
  only: readonly Suggestion[],
): Promise<Suggested> => {
  const wanted = fold(text.replace(/^[@＠#＃]/, '')).trim()
  const [people, places, messages] = await Promise.all([
    only.includes('people') ? visiblePeople(deps.db, member, { active: true }) : [],
    only.includes('chats') ? placesOf(deps, member) : [],
    only.includes('messages') && wanted !== '' ? messagesFor(deps, member, text) : [],
  ])
  const nameOf = (place: Place) => place.name || place.others.map(({ name }) => name).join(' ')
  return {
    people: best(people, wanted, ({ name, username = '' }) => [name, username]),
    chats: best(places, wanted, (place) => [nameOf(place)]),
    messages,
  }
}

const placesOf = async ({ db }: Pick<Deps, 'db'>, member: WorkspaceMember) =>
  findPlaces(db, member.userId, await readableChats(db, member))

const messagesFor = async (
  deps: Pick<Deps, 'db' | 'search' | 'databaseSearch' | 'log'>,
  member: WorkspaceMember,
  text: string,
) => {
  const chatIds = await readableChats(deps.db, member)
  const { found } = await findCandidates(deps, member, { text, chatIds }, mostMessages)
  const ids = found.map(({ id }) => id)
  const hits = await readHits(deps.db, member, ids, readQuery(text))
  return hits.map(({ message, sender, chat, snippet }) => ({ message, sender, chat, snippet }))
}

const wordsOf = (name: string): string[] => name.split(/[\s._-]+/).filter(Boolean)

/** Names that begin with a text before names that have its words in any order; without a text, all. */
const best = <T>(all: readonly T[], wanted: string, namesOf: (one: T) => string[]): T[] => {
  const unspaced = runsOf(wanted)[0]?.dense === true
  const parts = wordsOf(wanted)
  const has = (name: string) => {
    if (unspaced) return name.includes(wanted)
    const words = wordsOf(name)
    return parts.length > 0 && parts.every((part) => words.some((word) => word.startsWith(part)))
  }
  return all
    .flatMap((one) => {
      const names = namesOf(one).map(fold)
      if (names.some((name) => name.startsWith(wanted))) return [{ one, rank: 0, name: names[0] }]
      return names.some(has) ? [{ one, rank: 1, name: names[0] }] : []
    })
    .sort((a, b) => a.rank - b.rank || ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
    .slice(0, limits.suggestions)
    .map(({ one }) => one)
}
