import simplified from 'opencc-js/dict/TSCharacters'

/**
 * How text becomes terms of the search index; documents and queries go the same way. Words are folded: NFKC, lower case, accents of
 * the alphabets off, traditional Chinese characters simplified. Scripts that are written without spaces (and Hangul, whose particles stick to the word) have no words to find
 * in a text, so each pair of neighbouring characters is a term.
 */

/** A stretch of letters and digits of one kind. `start` and `end` are UTF-16 offsets in the text as written. */
export interface Run {
  folded: string
  /** Written without spaces: its terms are pairs of characters. */
  dense: boolean
  start: number
  end: number
}

/** What a query asks for. All `words` and all `phrases` must be there. */
export interface Wanted {
  /** Folded. The last one of the query also matches words that begin with it. */
  words: { folded: string; dense: boolean; prefix: boolean }[]
  /** Each in the form of {@link flatten}: found in a document's flat text, it stands there word by word. */
  phrases: { runs: Run[]; flat: string; terms: string[] }[]
}

const dense =
  '[[\\p{L}\\p{M}\\p{N}]&&[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Bopo}\\p{scx=Hang}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}]]'
const runPattern = new RegExp(`(${dense}+)|[[\\p{L}\\p{M}\\p{N}]--${dense}]+`, 'gv')
const quoted = /"([^"]*)"/g
// Letters that Unicode does not decompose but that people type without.
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ς: 'σ',
}
// One character for one: a phrase that the two scripts write with other words is not translated.
const simple = new Map(simplified.split('|').map((pair) => pair.split(' ') as [string, string]))
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

const longestTerm = 100
const mostWanted = 32
const mostRuns = 16_000

/** Folds letters so that "Über", "uber" and full-width "ＵＢＥＲ" are one. */
export const fold = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ßøłđðþæœıς]/g, (letter) => plain[letter] ?? letter)
    .replace(/\p{Script=Han}/gu, (character) => simple.get(character) ?? character)

/** The runs of a text, in order. */
export const runsOf = (text: string): Run[] =>
  [...text.matchAll(runPattern)]
    .slice(0, mostRuns)
    .map((match) => ({
      folded: fold(match[0]),
      dense: match[1] !== undefined,
      start: match.index,
      end: match.index + match[0].length,
    }))
    // A lone accent folds to nothing.
    .filter(({ folded }) => folded !== '')

/** Each two neighbouring characters; a single one by itself. */
export const pairsOf = (word: string): string[] => {
  const characters = [...word]
  return characters.length < 2
    ? characters
    : characters.slice(1).map((character, at) => `${characters[at]}${character}`)
}

const clip = (word: string) => [...word].slice(0, longestTerm).join('')

/** The terms that a document is found by, in order, with repetitions. */
export const termsOf = (runs: readonly Run[]): string[] =>
  runs.flatMap((run) =>
    run.dense && [...run.folded].length > 1
      ? [...run.folded, ...pairsOf(run.folded)]
      : [clip(run.folded)],
  )

/** The runs as one line, ordinary words between spaces on both sides: a phrase stands in a text if its line is part of the text's. */
export const flatten = (runs: readonly Run[]): string => {
  const line = runs.map(({ folded }) => folded).join(' ')
  return `${runs[0]?.dense === false ? ' ' : ''}${line}${runs.at(-1)?.dense === false ? ' ' : ''}`
}

/** The terms that must all be in a document for a folded query word to be found in it. */
export const termsOfWord = (word: { folded: string; dense: boolean }): string[] =>
  word.dense ? pairsOf(word.folded) : [clip(word.folded)]

/** Reads a query: words, and `"exact phrases"`. Nothing else in it is an operator; what has no letters or digits asks for nothing. */
export const readQuery = (text: string): Wanted => {
  const loose = text.replace(quoted, ' ')
  const phrases = [...text.matchAll(quoted)]
    .map((match) => runsOf(match[1] ?? ''))
    .filter((runs) => runs.length > 0)
    .slice(0, mostWanted)
  const words = runsOf(loose)
    .flatMap(({ folded, dense }): { folded: string; dense: boolean }[] =>
      // A run of several words need not stand in the text as one: its words are looked for each by itself.
      dense
        ? [...segmenter.segment(folded)].map(({ segment }) => ({ folded: segment, dense }))
        : [{ folded, dense }],
    )
    .slice(0, mostWanted)
  const endsWithPhrase = /"[^"]*"\s*$/.test(text)
  return {
    words: words.map((word, at) => ({
      ...word,
      prefix: !endsWithPhrase && !word.dense && at === words.length - 1,
    })),
    phrases: phrases.map((runs) => ({
      runs,
      flat: flatten(runs),
      terms: runs.flatMap(termsOfWord),
    })),
  }
}
