import type { Run, Wanted } from '../../db/terms.ts'
import { pairsOf } from '../../db/terms.ts'

/*
 * Meilisearch guesses the language of each text and cuts it by that, so a short query in Chinese characters may be cut otherwise
 * than the Japanese or Chinese message it should find. We cut ourselves: pairs of characters are written as hexadecimal words, which
 * every tokenizer leaves whole.
 */

const hex = (term: string) =>
  [...term].map((character) => `u${character.codePointAt(0)?.toString(16)}`).join('')

const ofDense = (folded: string) => pairsOf(folded).map(hex).join(' ')

/** A message's text as Meilisearch keeps it: words of alphabets, and pairs of characters of the other scripts. */
export const encodeRuns = (runs: readonly Run[]): { words: string; pairs: string } => ({
  words: runs
    .filter(({ dense }) => !dense)
    .map(({ folded }) => folded)
    .join(' '),
  pairs: runs
    .filter(({ dense }) => dense)
    .map(({ folded }) => `${[...folded].map(hex).join(' ')} . ${ofDense(folded)}`)
    .join(' . '),
})

/**
 * A query in Meilisearch's own form. Only what cannot be an operator is left of the text. Empty when nothing is asked for.
 * @param not `-` for what must not be there
 */
export const encodeQuery = ({ words, phrases }: Wanted, not: '' | '-' = ''): string =>
  [
    ...phrases
      .flatMap(({ runs }) =>
        grouped(runs).map((group) => (group.dense ? ofDense(group.line) : group.line)),
      )
      .map(exact),
    ...words.map(({ folded, dense, prefix }, at) => {
      if (dense || not) return exact(dense ? ofDense(folded) : folded)
      // Meilisearch takes its last word for a beginning unless it is quoted.
      return at === words.length - 1 && !prefix ? exact(folded) : folded
    }),
  ]
    .map((part) => not + part)
    .join(' ')

const exact = (line: string) => `"${line}"`

/** Neighbouring words of alphabets are one phrase; each dense run is one by itself. */
const grouped = (runs: readonly Run[]) => {
  const groups: { line: string; dense: boolean }[] = []
  for (const { folded, dense } of runs) {
    const last = groups.at(-1)
    if (last && !dense && !last.dense) last.line += ` ${folded}`
    else groups.push({ line: folded, dense })
  }
  return groups
}
