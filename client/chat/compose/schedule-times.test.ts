import { describe, expect, test } from 'vitest'
import { fromField, presetsAt, toField } from './schedule-times.ts'

const at = (iso: string) => Date.parse(iso)
const times = (now: string, timeZone: string) =>
  Object.fromEntries(
    presetsAt(at(now), timeZone).map((preset) => [preset.key, new Date(preset.at).toISOString()]),
  )

describe('the times to choose from', () => {
  test('are those of the person’s own clock', () => {
    // Tuesday: 23:20 in Berlin, already Wednesday in Tokyo.
    const now = '2026-11-24T22:20:10Z'
    expect(times(now, 'Europe/Berlin')).toEqual({
      hour: '2026-11-24T23:21:00.000Z',
      tomorrow: '2026-11-25T08:00:00.000Z',
      monday: '2026-11-30T08:00:00.000Z',
    })
    expect(times(now, 'Asia/Tokyo')).toMatchObject({
      tomorrow: '2026-11-26T00:00:00.000Z',
      monday: '2026-11-30T00:00:00.000Z',
    })
  })

  test('name Monday once when it is tomorrow, and the next one on a Monday', () => {
    expect(times('2026-11-29T12:00:00Z', 'UTC')).not.toHaveProperty('monday')
    expect(times('2026-11-30T06:00:00Z', 'UTC').monday).toBe('2026-12-07T09:00:00.000Z')
  })

  test('are at nine over the beginning and the end of summer time', () => {
    expect(times('2026-03-28T12:00:00Z', 'Europe/Berlin').tomorrow).toBe('2026-03-29T07:00:00.000Z')
    expect(times('2026-10-24T12:00:00Z', 'Europe/Berlin').tomorrow).toBe('2026-10-25T08:00:00.000Z')
    expect(times('2026-03-06T12:00:00Z', 'America/New_York').monday).toBe(
      '2026-03-09T13:00:00.000Z',
    )
  })

  test('count an hour as an hour when the clocks change', () => {
    expect(times('2026-10-25T00:30:00Z', 'Europe/Berlin').hour).toBe('2026-10-25T01:30:00.000Z')
  })

  test('are right half a day from Greenwich', () => {
    expect(times('2026-06-30T11:00:00Z', 'Pacific/Kiritimati').tomorrow).toBe(
      '2026-07-01T19:00:00.000Z',
    )
    expect(times('2026-06-30T11:00:00Z', 'Asia/Kathmandu').tomorrow).toBe(
      '2026-07-01T03:15:00.000Z',
    )
  })
})

describe('a field for date and time', () => {
  test.each(['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC'])(
    'means in %s what it shows',
    (timeZone) => {
      for (let now = at('2026-01-01T00:00:00Z'); now < at('2027-01-01'); now += 7_919 * 60_000) {
        const field = toField(now, timeZone)
        const meant = fromField(field, timeZone)
        expect(meant === null ? null : toField(meant, timeZone)).toBe(field)
      }
    },
  )

  test('has a time that the clocks show twice for the first one, and one they leave out for a later one', () => {
    expect(fromField('2026-10-25T02:30', 'Europe/Berlin')).toBe(at('2026-10-25T00:30:00Z'))
    expect(fromField('2026-03-29T02:30', 'Europe/Berlin')).toBe(at('2026-03-29T01:30:00Z'))
  })

  test('says nothing while it is incomplete', () => {
    expect(fromField('', 'UTC')).toBeNull()
    expect(fromField('2026-13-01T09:00', 'UTC')).toBeNull()
  })
})
