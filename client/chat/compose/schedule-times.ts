const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** What clocks show in a time zone at a moment: as if it were UTC, in milliseconds. */
const wallOf = (at: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value)
  return Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
}

/**
 * The moment at which clocks in a time zone show something. What they show twice, when summer time ends, is the first of the two; what
 * they leave out, when it begins, is as much later as they are put forward.
 */
const momentOf = (wall: number, timeZone: string): number => {
  const [before = wall, after = wall] = [wall - day, wall + day].map(
    (near) => wall - (wallOf(near, timeZone) - near),
  )
  const shows = [before, after].filter((at) => wallOf(at, timeZone) === wall)
  return shows.length > 0 ? Math.min(...shows) : before
}

export interface Preset {
  key: 'hour' | 'tomorrow' | 'monday'
  at: number
}

/** The usual times to send something later: in an hour, tomorrow at nine, next Monday at nine, by the person's own clock. */
export const presetsAt = (now: number, timeZone: string): Preset[] => {
  const today = Math.floor(wallOf(now, timeZone) / day) * day
  const weekday = new Date(today).getUTCDay()
  const untilMonday = (8 - weekday) % 7 || 7
  const nine = (days: number) => momentOf(today + days * day + 9 * hour, timeZone)
  return [
    { key: 'hour', at: Math.ceil((now + hour) / minute) * minute },
    { key: 'tomorrow', at: nine(1) },
    ...(untilMonday === 1 ? [] : [{ key: 'monday' as const, at: nine(untilMonday) }]),
  ]
}

/** What a field for a date and a time holds at a moment: `2026-11-25T09:00`. */
export const toField = (at: number, timeZone: string): string =>
  new Date(wallOf(at, timeZone)).toISOString().slice(0, 16)

/** The moment that such a field means; null while it is incomplete. */
export const fromField = (field: string, timeZone: string): number | null => {
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(field) ? Date.parse(`${field}Z`) : Number.NaN
  return Number.isNaN(wall) ? null : momentOf(wall, timeZone)
}
