/** A moment as ClickHouse writes it, in UTC: `YYYY-MM-DD HH:MM:SS.mmm`. */
export const clickhouseTime = (at: Date): string =>
  at.toISOString().replace('T', ' ').replace('Z', '')

/** The UTC days up to and with that of `now`, oldest first, as `YYYY-MM-DD`. */
export const daysUntil = (now: Date, count: number): string[] => {
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate())
  return Array.from({ length: count }, (_, index) =>
    new Date(today - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  )
}
