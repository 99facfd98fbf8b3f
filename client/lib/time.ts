const formatters = new Map<string, Intl.DateTimeFormat>()

const formatter = (locale: string, options: Intl.DateTimeFormatOptions) => {
  const key = locale + JSON.stringify(options)
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formatters.set(key, known)
  return known
}

/**
 * Times as words, the same on the server and in every browser: the time zone is always given, and no format is used that differs
 * between versions of the locale data (12-hour clocks do).
 */
export const clock = (locale: string, timeZone: string) => {
  const part = (options: Intl.DateTimeFormatOptions) => (iso: string) =>
    formatter(locale, { timeZone, ...options }).format(new Date(iso))
  const day = (iso: string) =>
    formatter('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
      new Date(iso),
    )
  return {
    /** `09:41` */
    time: part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    /** `Monday, November 23` */
    date: part({ weekday: 'long', month: 'long', day: 'numeric' }),
    /** `November 23, 2026` */
    longDate: part({ year: 'numeric', month: 'long', day: 'numeric' }),
    /** `November 2026` */
    month: part({ year: 'numeric', month: 'long' }),
    /** `Nov 23` */
    shortDate: part({ month: 'short', day: 'numeric' }),
    /** `Nov 23, 09:41` */
    moment: part({
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
    /** `Nov 23, 2026, 09:41` */
    longMoment: part({
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
    /** `2026-11-23`: two moments are on the same day exactly when these are equal. */
    day,
    /** How many days `iso` lies before `now`, by the calendar. */
    daysAgo: (iso: string, now: string) =>
      Math.round((Date.parse(day(now)) - Date.parse(day(iso))) / 86_400_000),
  }
}
export type Clock = ReturnType<typeof clock>
