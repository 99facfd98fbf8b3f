import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPeriod } from './search-dates.ts'
import type { Part } from './search-query.ts'
import { parseQuery, withFilter, withoutPart } from './search-query.ts'

const say = (part: Part): string => {
  const not = part.not ? 'not ' : ''
  if (part.type === 'filter') return `${not}${part.operator}=${part.value}`
  if (part.type === 'problem') return `${not}?${part.why} ${part.operator}=${part.value}`
  return part.type === 'phrase' ? `${not}"${part.text}"` : `${not}${part.text}`
}
const read = (text: string) => parseQuery(text).map(say)

test.each<[string, string[]]>([
  ['deploy friday', ['deploy', 'friday']],
  ['"exact phrase" more', ['"exact phrase"', 'more']],
  ['-not -"this phrase" -from:@ada', ['not not', 'not "this phrase"', 'not from=@ada']],
  ['from:@ada in:#ops to:me', ['from=@ada', 'in=#ops', 'to=me']],
  ['from:"Ada Lovelace" x', ['from=Ada Lovelace', 'x']],
  ['has:link HAS:Image is:saved sort:new', ['has=link', 'has=image', 'is=saved', 'sort=new']],
  ['before:2026-11-23 on:yesterday', ['before=2026-11-23', 'on=yesterday']],
  ['星期五 from：“阿达” 「新版本」', ['星期五', 'from=阿达', '"新版本"']],
  ['https://example.org/a:b 10:30', ['https://example.org/a:b', '10:30']],
  ['color:red', ['?operator color=red']],
  ['has:banana', ['?value has=banana']],
  ['before:soonish on:2026-02-30', ['?date before=soonish', '?date on=2026-02-30']],
  ['-before:today -sort:new', ['not ?not before=today', 'not ?not sort=new']],
  ['from: x', ['?empty from=', 'x']],
  ['"open phrase', ['"open phrase"']],
  ['"" - :', ['-', ':']],
])('reads %j', (text, expected) => {
  expect(read(text)).toEqual(expected)
})

test('never fails, and every part says where it stands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
      for (const { raw, start, end } of parseQuery(text)) expect(text.slice(start, end)).toBe(raw)
    }),
  )
})

test('a part can be taken out, and a filter put in once', () => {
  const text = 'deploy from:@ada friday'
  const [, filter] = parseQuery(text)
  expect(withoutPart(text, filter ?? { start: 0, end: 0 })).toBe('deploy friday')
  expect(withFilter('deploy', 'from', 'Ada Lovelace')).toBe('deploy from:"Ada Lovelace"')
  expect(withFilter(text, 'from', '@ada')).toBe('deploy friday from:@ada')
  expect(withFilter('x sort:new', 'sort', 'relevant')).toBe('x sort:relevant')
})

describe('dates', () => {
  // A Tuesday: in Tokyo it is Wednesday already.
  const now = new Date('2026-11-24T23:30:00Z')
  const period = (text: string, timeZone = 'UTC') => {
    const found = readPeriod(text, { now, timeZone })
    return found && [found.from.toISOString().slice(0, 16), found.until.toISOString().slice(0, 16)]
  }
  test.each<[string, string, string]>([
    ['today', '2026-11-24T00:00', '2026-11-25T00:00'],
    ['Yesterday', '2026-11-23T00:00', '2026-11-24T00:00'],
    ['昨日', '2026-11-23T00:00', '2026-11-24T00:00'],
    ['tuesday', '2026-11-24T00:00', '2026-11-25T00:00'],
    ['wednesday', '2026-11-18T00:00', '2026-11-19T00:00'],
    ['week', '2026-11-23T00:00', '2026-11-30T00:00'],
    ['last-month', '2026-10-01T00:00', '2026-11-01T00:00'],
    ['7d', '2026-11-18T00:00', '2026-11-25T00:00'],
    ['2026', '2026-01-01T00:00', '2027-01-01T00:00'],
    ['2026-12', '2026-12-01T00:00', '2027-01-01T00:00'],
    ['2024-2-29', '2024-02-29T00:00', '2024-03-01T00:00'],
  ])('%s is a period', (text, from, until) => {
    expect(period(text)).toEqual([from, until])
  })

  test('days begin where the person is, also when the clocks change', () => {
    expect(period('today', 'Asia/Tokyo')).toEqual(['2026-11-24T15:00', '2026-11-25T15:00'])
    expect(period('2026-03-29', 'Europe/Berlin')).toEqual(['2026-03-28T23:00', '2026-03-29T22:00'])
    expect(period('2026-11-01', 'America/New_York')).toEqual([
      '2026-11-01T04:00',
      '2026-11-02T05:00',
    ])
  })

  test.each(['', 'soonish', '2026-13', '2026-02-30', '1969', '20261123', '-1'])(
    '%j is no date',
    (text) => {
      expect(period(text)).toBeNull()
    },
  )
})
