import type { Person } from '../../shared/people.ts'

/** The names that a mention may use for each person: the whole one, the first, and the username. */
export const namesOf = (people: readonly Person[]): string[] =>
  people.flatMap(({ name, username }) => [
    ...new Set([name, name.split(' ')[0] ?? name, ...(username ? [username] : [])]),
  ])
