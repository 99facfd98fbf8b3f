import uFuzzy from '@leeoniya/ufuzzy'

// Names of any script: the library's own defaults know Latin letters only.
const fuzzy = new uFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\p{N}']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\p{N}|\\p{N}\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: "[\\p{L}\\p{N}']",
  intraContr: "'\\p{L}{1,2}\\b",
})

/** Folds what must not matter in a search: accents, width, case. */
export const folded = (text: string): string =>
  uFuzzy.latinize(text.normalize('NFKC')).toLowerCase()

/**
 * The best `most` of a list for what was typed, the list's own order where nothing was.
 * @param haystack the {@link folded} words of each, in the order of `all`
 */
export const rank = <T>(
  all: readonly T[],
  haystack: string[],
  query: string,
  most: number,
): T[] => {
  const needle = folded(query).trim()
  if (needle === '') return all.slice(0, most)
  const starts = haystack.flatMap((words, at) => (words.startsWith(needle) ? [at] : []))
  if (starts.length >= most) return starts.slice(0, most).flatMap((at) => all[at] ?? [])
  const [found, info, order] = fuzzy.search(haystack, needle)
  const others = order ? order.map((at) => info.idx[at]) : (found ?? [])
  const places = [...new Set([...starts, ...others])].slice(0, most)
  return places.flatMap((at) => (at === undefined ? [] : (all[at] ?? [])))
}
