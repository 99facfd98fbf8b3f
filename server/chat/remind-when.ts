const minute = 60_000
const units: Record<string, number> = { m: minute, h: 60 * minute, d: 24 * 60 * minute }

/**
 * When and of what to remind, as it is written: `in 20 minutes tea`, `2h tea`, `at 15:30 tea`, `tomorrow tea`, `tomorrow at 9:15 tea`; `to`
 * before the rest may be left out. Clock times are of the person's own zone, and the next to come.
 */
export const remindWhen = (
  text: string,
  now: Date,
  timeZone: string,
): { at: Date; what: string } | null => {
  const span =
    /^(?:in\s+)?(\d{1,4})\s*(m|h|d)(?:in|ins|inute|inutes|our|ours|ay|ays|r|rs)?\s+(?:to\s+)?(\S[^]*)$/i.exec(
      text,
    )
  if (span) {
    const [, count, unit = '', what = ''] = span
    return { at: new Date(now.getTime() + Number(count) * (units[unit.toLowerCase()] ?? 0)), what }
  }
  const clock =
    /^(tomorrow\b\s*)?(?:at\s+(\d{1,2}):(\d{2})\s+)?(?:to\s+)?(\S[^]*)$/i.exec(text) ?? []
  const [, tomorrow, hour, minutes, what = ''] = clock
  if (!tomorrow && !hour) return null
  if (Number(hour) > 23 || Number(minutes) > 59) return null
  const [h, m] = hour ? [Number(hour), Number(minutes)] : [9, 0]
  const today = clockTime(now, timeZone, { days: tomorrow ? 1 : 0, h, m })
  const at = today > now ? today : clockTime(now, timeZone, { days: 1, h, m })
  return { at, what }
}

/** A time of day in a zone, some days after the day that it is there. */
const clockTime = (
  now: Date,
  timeZone: string,
  { days, h, m }: { days: number; h: number; m: number },
): Date => {
  const shift = (at: number) => local(new Date(at), timeZone) - at
  const day = new Date(local(now, timeZone))
  const wall = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + days, h, m)
  // The shift of the zone is that of the time itself, not of now: clocks may change in between.
  const guess = wall - shift(wall)
  return new Date(wall - shift(guess))
}

/** What the clock on the wall shows, as if it were UTC. */
const local = (at: Date, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
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
