/*
 * Slips of the finger. Two words are close when taking at most one letter out of each leaves the same: a letter too many, missing,
 * wrong, or two that changed places. Unlike trigrams this finds every such word, also with the slip at its beginning, and needs no
 * extension of the database.
 */

const shortest = 4
const longest = 24

/** Whether a folded word is one that slips are looked for in; in shorter ones every other word is close. */
export const canSlip = (word: string): boolean => word.length > shortest && isWord(word)

/** Whether a folded word of a message may be meant by a word with a slip in it. */
export const isWord = (word: string): boolean =>
  word.length >= shortest && word.length <= longest && /\p{L}/u.test(word)

/** The word, and what is left of it without each one of its letters. Two close words have one of these in common. */
export const keysOf = (word: string): string[] => {
  const letters = [...word]
  return [...new Set([word, ...letters.map((_, at) => letters.toSpliced(at, 1).join(''))])]
}

/** Whether a word may stand for another that was asked for: one slip apart, in long words two. */
export const isNear = (asked: string, word: string): boolean =>
  Math.abs(asked.length - word.length) <= 1 && distance(asked, word) <= (asked.length >= 9 ? 2 : 1)

/** Letters put in, left out or changed, and neighbours that changed places. */
const distance = (a: string, b: string): number => {
  const [from, to] = [[...a], [...b]]
  let [before, last] = [[] as number[], Array.from({ length: to.length + 1 }, (_, at) => at)]
  for (const [row, letter] of from.entries()) {
    const next = [row + 1]
    for (const [column, other] of to.entries()) {
      const swapped = row > 0 && column > 0 && letter === to[column - 1] && from[row - 1] === other
      next.push(
        Math.min(
          (next[column] ?? 0) + 1,
          (last[column + 1] ?? 0) + 1,
          (last[column] ?? 0) + (letter === other ? 0 : 1),
          swapped ? (before[column - 1] ?? 0) + 1 : Infinity,
        ),
      )
    }
    ;[before, last] = [last, next]
  }
  return last[to.length] ?? 0
}
