import { expect, test } from 'vitest'
import { calendarOf, daysApart } from './calendar.ts'

const numbers = (day: Date, locale: string) =>
  calendarOf(day, locale).weeks.map((week) => week.map((cell) => cell?.number ?? 0))

test('a month stands in whole weeks, each day once', () => {
  const february = numbers(new Date(2026, 1, 14), 'en-US')
  expect(february).toHaveLength(4)
  expect(february[0]).toEqual([1, 2, 3, 4, 5, 6, 7])
  const november = numbers(new Date(2026, 10, 24), 'zh-CN')
  expect(november[0]).toEqual([0, 0, 0, 0, 0, 0, 1])
  expect(november.flat().filter(Boolean)).toEqual(Array.from({ length: 30 }, (_, day) => day + 1))
})

test('the day it begins at is the chosen one', () => {
  const day = new Date(2026, 10, 24)
  const cells = calendarOf(day, 'en-US', daysApart(day, 1)).weeks.flat()
  expect(cells.filter((cell) => cell?.chosen).map((cell) => cell?.number)).toEqual([24])
  expect(cells.filter((cell) => cell?.today).map((cell) => cell?.number)).toEqual([25])
})
