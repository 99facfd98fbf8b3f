import { expect, test } from 'vitest'
import { readQuery } from '../db/terms.ts'
import type { Piece } from './snippet.ts'
import { snippetOf } from './snippet.ts'

const show = (pieces: Piece[]) =>
  pieces.map(({ text, marked }) => (marked ? `[${text}]` : text)).join('')
const snippet = (body: string, query: string) => show(snippetOf(body, readQuery(query)))

test.each([
  ['The Lighthouse opens', 'lighthouse ope', 'The [Lighthouse] [opens]'],
  ['Die BRÜCKE, cafe\u0301', 'brucke café', 'Die [BRÜCKE], [cafe\u0301]'],
  ['我们决定星期五发布新版本', '星期五 版本', '我们决定[星期五]发布新[版本]'],
  ['新しいﾃﾞｰﾀを見た', 'データ', '新しい[ﾃﾞｰﾀ]を見た'],
  ['the green light', '"green light"', 'the [green] [light]'],
  ['<b>bold</b> & "x"', 'bold', '<b>[bold]</b> & "x"'],
  ['the new motor, and a motto', 'moter', 'the new [motor], and a motto'],
  ['nothing fits', 'other', 'nothing fits'],
])('marks in %j what %j asks for', (body, query, expected) => {
  expect(snippet(body, query)).toBe(expected)
})

test('shows the passage around the first match and says where it was cut', () => {
  const body = `${'lorem ipsum '.repeat(100)}the needle ${'dolor sit '.repeat(100)}`
  const text = snippet(body, 'needle')
  expect(text).toMatch(/^…\S.*\[needle\].*…$/)
  expect(text.length).toBeLessThan(260)
})

test('never cuts a visible character in two', () => {
  for (const family of ['👩‍👩‍👧‍👦', '🇩🇪', 'e\u0301', '한']) {
    const text = snippet(`${family.repeat(200)} needle ${family.repeat(200)}`, 'needle')
    expect(text.isWellFormed()).toBe(true)
    expect(text.replaceAll(family, '').replace('[needle]', '').trim()).toBe('…  …')
  }
})
