import { expect, test } from 'vitest'
import { problemsOf } from './check-commit.ts'

test('area, imperative sentence and why pass', () => {
  expect(
    problemsOf('chat: Keep the order of two quick sends.\n\nThe lock came too late.\n'),
  ).toEqual([])
  expect(problemsOf('gateway, notify: Cut a stream that stalls.\n\nIt held memory.')).toEqual([])
  expect(problemsOf("Merge branch 'main'\n")).toEqual([])
})

test('each fault is named', () => {
  expect(problemsOf('fix stuff')).toHaveLength(2)
  expect(problemsOf('chat: keep the order.\n\nWhy.')[0]).toMatch(/Imperative/)
  expect(problemsOf('chat: Keep the order\n\nWhy.')[0]).toMatch(/Imperative/)
  expect(problemsOf(`chat: Keep ${'the order '.repeat(8)}now.\n\nWhy.`)[0]).toMatch(/72/)
  expect(problemsOf('chat: Keep the order.\nWhy.')[0]).toMatch(/second line/)
  expect(problemsOf('chat: Keep the order.\n\n# a comment of git\n')[0]).toMatch(/why/)
})
