import { fail } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'

const dayMs = 24 * 60 * 60 * 1000

/** A time to come, as a date. @throws Fault `invalid_input` when it has passed or is further away than `limits.aheadDays` */
export const ahead = (at: string, now: Date, field: string): Date => {
  const time = new Date(at)
  const days = (time.getTime() - now.getTime()) / dayMs
  return days > 0 && days <= limits.aheadDays
    ? time
    : fail('invalid_input', 'Choose a time to come, at most a year ahead.', { field })
}
