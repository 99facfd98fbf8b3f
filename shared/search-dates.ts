/** A stretch of time: from an instant up to, not including, another. */
export interface Period {
  from: Date
  until: Date
}

/** The moment and place that words such as "yesterday" are understood from. */
export interface Here {
  now: Date
  /** An IANA name. */
  timeZone: string
}

const dayMs = 24 * 60 * 60 * 1000
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
/** Words of the app's other languages, as their English ones. */
const alias: Readonly<Record<string, string>> = {
  今天: 'today',
  今日: 'today',
  昨天: 'yesterday',
  昨日: 'yesterday',
  本周: 'week',
  今週: 'week',
  上周: 'last-week',
  先週: 'last-week',
  本月: 'month',
  今月: 'month',
  上个月: 'last-month',
  先月: 'last-month',
  今年: 'year',
  去年: 'last-year',
}

/** The words that stand for a date, for completion. */
export const dateWords = [
  'today',
  'yesterday',
  'week',
  'last-week',
  'month',
  'last-month',
  'year',
  'last-year',
  ...weekdays,
] as const

/**
 * Reads `2026`, `2026-11`, `2026-11-23`, `7d` or a word as the period it names, in the person's time zone. A weekday is the latest
 * one, today included; weeks begin on Monday.
 * @returns null for what is no date
 */
export const readPeriod = (text: string, { now, timeZone }: Here): Period | null => {
  const word = text.normalize('NFKC').toLowerCase()
  const today = dateAt(now, timeZone)
  const span = (from: Day, until: Day): Period => ({
    from: startOf(from, timeZone),
    until: startOf(until, timeZone),
  })
  const days = (first: number, many: number) =>
    span(shifted(today, first), shifted(today, first + many))
  const months = (first: number, many: number) =>
    span([today[0], today[1] + first, 1], [today[0], today[1] + first + many, 1])
  const years = (first: number) => span([today[0] + first, 1, 1], [today[0] + first + 1, 1, 1])
  const sinceMonday = (weekdayOf(today) + 6) % 7

  const exact = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(word)
  if (exact) {
    const [year, month, day] = [Number(exact[1]), Number(exact[2] ?? 1), Number(exact[3] ?? 1)]
    if (year < 1970 || !isDay([year, month, day])) return null
    if (exact[3]) return span([year, month, day], [year, month, day + 1])
    return exact[2]
      ? span([year, month, 1], [year, month + 1, 1])
      : span([year, 1, 1], [year + 1, 1, 1])
  }
  const ago = /^(\d{1,3})d$/.exec(word)
  if (ago) return days(1 - Number(ago[1]), Number(ago[1]))
  switch (alias[word] ?? word) {
    case 'today':
      return days(0, 1)
    case 'yesterday':
      return days(-1, 1)
    case 'week':
      return days(-sinceMonday, 7)
    case 'last-week':
      return days(-sinceMonday - 7, 7)
    case 'month':
      return months(0, 1)
    case 'last-month':
      return months(-1, 1)
    case 'year':
      return years(0)
    case 'last-year':
      return years(-1)
  }
  const weekday = weekdays.indexOf(word)
  return weekday < 0 ? null : days(-((weekdayOf(today) - weekday + 7) % 7), 1)
}

/** Year, month from 1, day; a month or day too many runs over into the next. */
type Day = readonly [year: number, month: number, day: number]

const utc = ([year, month, day]: Day) => Date.UTC(year, month - 1, day)
const isDay = (day: Day) => {
  const date = new Date(utc(day))
  return date.getUTCMonth() + 1 === day[1] && date.getUTCDate() === day[2]
}
const weekdayOf = (day: Day) => new Date(utc(day)).getUTCDay()
const shifted = (day: Day, days: number): Day => {
  const date = new Date(utc(day) + days * dayMs)
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
}

/** The wall clock of a place, as if it were UTC. */
const wall = (at: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value)
  return Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
}

const dateAt = (at: Date, timeZone: string): Day => {
  const date = new Date(wall(at.getTime(), timeZone))
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
}

/** The instant a day begins at a place. Twice, because the offset may change on that day. */
const startOf = (day: Day, timeZone: string): Date => {
  const wanted = utc(day)
  let at = wanted
  for (let round = 0; round < 2; round += 1) at = wanted - (wall(at, timeZone) - at)
  return new Date(at)
}
