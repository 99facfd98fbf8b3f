import { describe, expect, test } from 'vitest'
import { continueList } from './continue-list.ts'
import type { Edit } from './edit.ts'
import { edited } from './edit.ts'
import { enterMeans } from './enter.ts'
import { inCode, inFence } from './fence.ts'
import { link, pasteOver, toggleLines, toggleMark } from './marks.ts'

/** A text with `|` where the caret stands, or a selection between two of them. */
const at = (marked: string): { text: string; selection: readonly [number, number] } => {
  const from = marked.indexOf('|')
  const to = marked.lastIndexOf('|')
  return { text: marked.replaceAll('|', ''), selection: [from, to === from ? to : to - 1] }
}
const shown = (text: string, edit: Edit): string => {
  const after = edited(text, edit)
  const [from, to] = edit.select
  return from === to
    ? `${after.slice(0, from)}|${after.slice(from)}`
    : `${after.slice(0, from)}|${after.slice(from, to)}|${after.slice(to)}`
}

describe('a code block', () => {
  test.each([
    ['```|', true],
    ['```ts\nconst a|', true],
    ['```\na\n```|', false],
    ['```\na\n```\nb|', false],
    ['````\n```\n|', true],
    ['~~~\n```\n|', true],
    ['~~~\n~~~|', false],
    ['   ```\n|', true],
    ['    ```\n|', false],
    ['a ```\n|', false],
    ['```not``` a block\n|', false],
    ['```\nclosed by nothing ```\n|', true],
  ])('%j is open at the caret: %s', (marked, open) => {
    const { text, selection } = at(marked)
    expect(inFence(text, selection[0])).toBe(open)
  })

  test('a span of code counts where nothing must be offered', () => {
    expect(inCode('run `npm @', 10)).toBe(true)
    expect(inCode('run `npm` @', 11)).toBe(false)
  })
})

describe('Enter', () => {
  const press = {
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    inCodeBlock: false,
    enterSends: true,
  }
  test.each([
    ['alone sends', {}, 'send'],
    ['with Shift breaks', { shiftKey: true }, 'break'],
    ['with Control sends', { ctrlKey: true }, 'send'],
    ['with Command sends', { metaKey: true }, 'send'],
    ['in a code block breaks', { inCodeBlock: true }, 'break'],
    ['with Control sends from a code block', { ctrlKey: true, inCodeBlock: true }, 'send'],
    ['alone breaks for those who want it so', { enterSends: false }, 'break'],
    ['with Control sends for them', { ctrlKey: true, enterSends: false }, 'send'],
  ] as const)('%s', (_, keys, meant) => {
    expect(enterMeans({ ...press, ...keys })).toBe(meant)
  })
})

describe('a line break in a list', () => {
  test.each([
    ['- one|', '- one\n- |'],
    ['  * one|', '  * one\n  * |'],
    ['9. nine|', '9. nine\n10. |'],
    ['1) one|', '1) one\n2) |'],
    ['- [x] done|', '- [x] done\n- [ ] |'],
    ['> said|', '> said\n> |'],
    ['- one |two', '- one \n- |two'],
    ['- one\n- |', '- one\n|'],
    ['- one\n- |\nrest', '- one\n|\nrest'],
  ])('%j becomes %j', (before, after) => {
    const { text, selection } = at(before)
    const edit = continueList(text, selection[0])
    expect(edit && shown(text, edit)).toBe(after)
  })

  test.each(['no list|', '-no list|', '|- one', '```\n- code|', '- one\n\nafter|'])(
    '%j is only broken',
    (marked) => {
      const { text, selection } = at(marked)
      expect(continueList(text, selection[0])).toBeNull()
    },
  )
})

describe('marks', () => {
  test.each([
    ['a |bold| word', 'bold', 'a **|bold|** word'],
    ['a **|bold|** word', 'bold', 'a |bold| word'],
    ['a |**bold**| word', 'bold', 'a |bold| word'],
    ['a| word |b', 'italic', 'a _|word|_ b'],
    ['|', 'strike', '~~|~~'],
    ['run |npm|', 'code', 'run `|npm|`'],
    ['see |a\nb| now', 'code', 'see \n```\n|a\nb|\n```\n now'],
  ] as const)('%j %s becomes %j', (before, mark, after) => {
    const { text, selection } = at(before)
    expect(shown(text, toggleMark(text, selection, mark))).toBe(after)
  })

  test('quote every line that the selection touches, and back', () => {
    const { text, selection } = at('one\nt|wo\nthr|ee')
    expect(shown(text, toggleLines(text, selection, '> '))).toBe('one\n|> two\n> three|')
    expect(edited('> a\n> b', toggleLines('> a\n> b', [0, 7], '> '))).toBe('a\nb')
  })

  test('a link asks for what is missing', () => {
    expect(shown('a word', link('a word', [2, 6]))).toBe('a [word](|)')
    expect(shown('', link('', [0, 0]))).toBe('[|]()')
  })

  test('an address pasted over words makes them a link; anything else is pasted', () => {
    const url = 'https://example.org/a_(b)'
    const over = pasteOver('the log', [4, 7], ` ${url}\n`)
    expect(over && edited('the log', over)).toBe('the [log](https://example.org/a_%28b%29)')
    expect(pasteOver('the log', [4, 4], url)).toBeNull()
    expect(pasteOver('the log', [4, 7], 'words')).toBeNull()
    expect(pasteOver('the log', [4, 7], 'javascript:alert(1)')).toBeNull()
    expect(pasteOver('https://a.example', [0, 17], url)).toBeNull()
  })
})
