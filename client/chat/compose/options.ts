import type { ChatSummary } from '../../../shared/chat.ts'
import type { Person } from '../../../shared/people.ts'
import { folded, rank } from './rank.ts'

/** Something that a popup offers in place of what was typed. */
export interface Option {
  key: string
  label: string
  hint: string
  /** Null for what is only said, not offered. */
  insert: string | null
  person?: Person
  /** An emoji, or the sign of a channel. */
  sign?: string
}

/** The best options for what was typed after a sign. */
export type Source = (query: string) => Option[]

export const mostOptions = 8
const mostOutsiders = 3

/** A list to search, its words folded once. */
const searchable = <T>(all: readonly T[], wordsOf: (one: T) => string) => {
  const haystack = all.map((one) => folded(wordsOf(one)))
  return (query: string, most = mostOptions): T[] => rank(all, haystack, query, most)
}

const wordsOf = ({ name, username }: Person) => (username ? `${name} ${username}` : name)

/**
 * Offers the members of a chat to be mentioned, by the name that the server understands: the whole one, or the username where two are
 * called alike. People outside are named with the reason why they are not offered.
 */
export const peopleSource = (
  members: readonly Person[],
  outsiders: readonly Person[],
  calls: readonly Option[],
  says: { outsider: string; bot: string },
): Source => {
  const count = new Map<string, number>()
  for (const { name } of members) count.set(folded(name), (count.get(folded(name)) ?? 0) + 1)
  const findMember = searchable(members, wordsOf)
  const findOutsider = searchable(outsiders, wordsOf)
  const findCall = searchable(calls, ({ label }) => label.slice(1))
  const optionOf = (person: Person): Option => {
    const alike = (count.get(folded(person.name)) ?? 0) > 1
    return {
      key: person.id,
      label: person.name,
      hint: person.isBot ? says.bot : person.username ? `@${person.username}` : '',
      insert: `@${alike && person.username ? person.username : person.name} `,
      person,
    }
  }
  return (query) => {
    const inside = findMember(query).map(optionOf)
    const called = findCall(query)
    const outside = query === '' ? [] : findOutsider(query, mostOutsiders)
    const offered = [...inside.slice(0, mostOptions - called.length), ...called]
    return [
      ...offered,
      ...outside.slice(0, mostOptions - offered.length).map((person): Option => ({
        key: person.id,
        label: person.name,
        hint: says.outsider,
        insert: null,
        person,
      })),
    ]
  }
}

/** Offers channels by name: my own first, then the public ones that I could join. */
export const channelSource = (
  channels: readonly Pick<ChatSummary, 'id' | 'kind' | 'name' | 'topic'>[],
): Source => {
  const find = searchable(
    channels.filter(({ kind }) => kind === 'public' || kind === 'private'),
    ({ name }) => name,
  )
  return (query) =>
    find(query).map(({ id, name, topic }) => ({
      key: id,
      label: name,
      hint: topic,
      insert: `#${name} `,
      sign: '#',
    }))
}
