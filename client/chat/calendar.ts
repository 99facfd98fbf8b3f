/** The same time of day, so many days later. */
export const daysApart = (day: Date, by: number): Date => {
  const to = new Date(day)
  to.setDate(to.getDate() + by)
  return to
}

interface Cell {
  /** The day's first moment, by this machine's clock. */
  day: Date
  number: number
  name: string
  chosen: boolean
  today: boolean
}

const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString()

/** The month around a day as weeks that begin on Monday, or on Sunday where people expect it; empty places belong to other months. */
export const calendarOf = (chosen: Date, locale: string, now = new Date()) => {
  const [year, month] = [chosen.getFullYear(), chosen.getMonth()]
  const firstWeekday = /^(en-US|ja)/.test(locale) ? 0 : 1
  const lead = (new Date(year, month, 1).getDay() - firstWeekday + 7) % 7
  const length = new Date(year, month + 1, 0).getDate()
  const long = new Intl.DateTimeFormat(locale, { dateStyle: 'full' })
  const short = new Intl.DateTimeFormat(locale, { weekday: 'narrow' })
  const cells = Array.from({ length: Math.ceil((lead + length) / 7) * 7 }, (_, place) => {
    const number = place - lead + 1
    if (number < 1 || number > length) return null
    const day = new Date(year, month, number)
    return {
      day,
      number,
      name: long.format(day),
      chosen: sameDay(day, chosen),
      today: sameDay(day, now),
    } satisfies Cell
  })
  return {
    title: new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }).format(chosen),
    // 4 January 1970 was a Sunday.
    weekdays: Array.from({ length: 7 }, (_, index) =>
      short.format(new Date(1970, 0, 4 + firstWeekday + index)),
    ),
    weeks: Array.from({ length: cells.length / 7 }, (_, week) =>
      cells.slice(week * 7, week * 7 + 7),
    ),
  }
}
