import type { Wanted } from '../../db/terms.ts'
import { readQuery, termsOfWord } from '../../db/terms.ts'
import type { SearchFilter } from '../../ports.ts'
import { filterGroups } from './filter-terms.ts'

/** A term as PostgreSQL reads it in the text form of `tsvector` and `tsquery`: between quotes nothing is an operator. */
export const quote = (term: string): string => `'${term.replace(/['\\]/g, '$&$&')}'`

/** PostgreSQL keeps no higher position of a word. */
const lastPosition = 16_383

/** Terms of words with their places, terms of filters without. */
export const tsvectorOf = (terms: readonly string[], filters: readonly string[]): string =>
  [
    ...terms.map((term, at) => `${quote(term)}:${Math.min(at + 1, lastPosition)}`),
    ...filters.map(quote),
  ].join(' ')

/** Whether a query word is also the beginning of words: of one letter, half of all words would begin with it. */
const opens = ({ prefix, folded }: { prefix: boolean; folded: string }) =>
  prefix && folded.length > 1

/** The words and phrases of a query. `near` gives other words that count for one. */
export const wordsQuery = (
  { words, phrases }: Wanted,
  near: ReadonlyMap<string, readonly string[]> = new Map(),
): string =>
  [
    ...phrases.flatMap(({ terms }) => terms.map(quote)),
    ...words.map((word) => {
      const own = termsOfWord(word).map((term) => (opens(word) ? `${quote(term)}:*` : quote(term)))
      const others = (near.get(word.folded) ?? []).map(quote)
      return others.length > 0 ? `(${[own.join(' & '), ...others].join(' | ')})` : own.join(' & ')
    }),
  ].join(' & ')

/** All that the index can decide: words, filters, and what must not be there. */
export const indexQuery = (
  words: string,
  filter: SearchFilter,
  chatIds: readonly string[],
): string => {
  const { groups, not } = filterGroups(filter, chatIds)
  const unwanted = readQuery(filter.not?.text ?? '')
  return [
    words,
    ...groups.map((group) => `(${group.map(quote).join(' | ')})`),
    ...unwanted.words.map((word) => `!(${termsOfWord(word).map(quote).join(' & ')})`),
    ...not.map((term) => `!${quote(term)}`),
  ]
    .filter(Boolean)
    .join(' & ')
}
