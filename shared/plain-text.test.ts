import { expect, test } from 'vitest'
import { toPlainText } from './plain-text.ts'

test.each([
  ['Good **morning**, `all`.', 'Good morning, all.'],
  ['***both*** and ~~gone~~', 'both and gone'],
  ['> quoted\n> twice', 'quoted twice'],
  ['- one\n- [x] two\n3. three', 'one two three'],
  ['| a | b |\n|---|---|\n| 1 | 2 |', 'a b 1 2'],
  ['```ts\nconst a = 1\n```', 'const a = 1'],
  ['see [the notes](https://example.org/n)', 'see the notes'],
  ['so it was [[1]](/w/a?at=3) [2]', 'so it was [1] [2]'],
  ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
  ['\\*not bold\\*', '*not bold*'],
  ['  spaces\n\nand lines  ', 'spaces and lines'],
])('%j is read as %j', (body, words) => {
  expect(toPlainText(body)).toBe(words)
})

test('a long message of marks is read at once', () => {
  expect(toPlainText('*'.repeat(8000))).not.toBe('')
  for (const brackets of ['[', '[]', '[[]', ']('])
    expect(toPlainText(brackets.repeat(2000))).toBe(brackets.repeat(2000))
  expect(toPlainText('| '.repeat(4000)).length).toBeLessThan(4000 * 2)
})
