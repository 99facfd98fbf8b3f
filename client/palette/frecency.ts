/** How often and how lately something was opened: a score at a moment, which fades by half each week. */
export type Frecency = Readonly<Record<string, { score: number; at: number }>>

const halfLifeMs = 7 * 24 * 60 * 60 * 1000
const kept = 200

/** The score of a key at a time in milliseconds. */
export const scoreAt = (frecency: Frecency, key: string, now: number): number => {
  const known = frecency[key]
  return known ? known.score * 2 ** (-Math.max(0, now - known.at) / halfLifeMs) : 0
}

/** After one more opening. Only the best {@link kept} are kept. */
export const opened = (frecency: Frecency, key: string, now: number): Frecency =>
  Object.fromEntries(
    Object.entries({
      ...frecency,
      [key]: { score: scoreAt(frecency, key, now) + 1, at: now },
    })
      .sort(
        ([a], [b]) =>
          Number(b === key) - Number(a === key) ||
          scoreAt(frecency, b, now) - scoreAt(frecency, a, now),
      )
      .slice(0, kept),
  )
