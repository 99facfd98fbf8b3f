import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parsePage, renderPage } from './api-docs/page.ts'
import { readProcedures } from './api-docs/procedures.ts'

test('docs/api.md tells of every procedure what the router says: else run npm run docs:api', () => {
  const page = readFileSync(new URL('../docs/api.md', import.meta.url), 'utf8')
  const { told, shapes } = parsePage(page)
  const procedures = readProcedures()
  expect([...told.keys()]).toEqual(procedures.map(({ path }) => path))
  expect(renderPage(procedures, told, shapes)).toBe(page)
  for (const { returns } of told.values()) expect(returns).not.toBe('?')
})
