import fc from 'fast-check'
import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { describe, expect, test } from 'vitest'
import { loadWords } from '../i18n/load.ts'
import { wordsKey } from '../i18n/words.ts'
import { formulaOf } from './formula.client.ts'
import { highlight } from './highlight.client.ts'
import { RichText } from './RichText.ts'
import type { Rich } from './rich-text.ts'
import { toRichText } from './rich-text.ts'

const en = await loadWords('en')
const render = (body: string, names: string[] = [], mine: string[] = []) =>
  renderToString(
    createSSRApp({ render: () => h(RichText, { body, names, mine }) }).provide(wordsKey, en),
  )

const hrefs = (pieces: readonly Rich[]): string[] =>
  pieces.flatMap((piece) =>
    typeof piece === 'string'
      ? []
      : [...(piece.href ? [piece.href] : []), ...hrefs(piece.children)],
  )
const text = (pieces: readonly Rich[]): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : text(piece.children))).join('')

describe('what people write', () => {
  test('is shown with its emphasis, code, quotes and lists', () => {
    expect(toRichText('**a** *b* ~~c~~ `d`')).toEqual([
      {
        tag: 'p',
        children: [
          { tag: 'strong', children: ['a'] },
          ' ',
          { tag: 'em', children: ['b'] },
          ' ',
          { tag: 's', children: ['c'] },
          ' ',
          { tag: 'code', children: ['d'] },
        ],
      },
    ])
    expect(
      toRichText('> q\n\n3. x\n4. y').map((piece) => typeof piece !== 'string' && piece.tag),
    ).toEqual(['blockquote', 'ol'])
    expect(toRichText('3. x')).toMatchObject([{ tag: 'ol', start: 3 }])
    expect(toRichText('```ts\na < b\n```')).toEqual([
      { tag: 'pre', language: 'ts', children: [{ tag: 'code', children: ['a < b'] }] },
    ])
  })

  test('keeps line breaks, and reads CRLF as one', () => {
    expect(toRichText('a\r\nb')).toEqual([
      { tag: 'p', children: ['a', { tag: 'br', children: [] }, 'b'] },
    ])
  })

  test('links what is safe', () => {
    expect(
      hrefs(toRichText('see https://example.org/a and [mail](mailto:ada@example.org)')),
    ).toEqual(['https://example.org/a', 'mailto:ada@example.org'])
    expect(hrefs(toRichText('[1](/w/acme/chats/x?at=3)'))).toEqual(['/w/acme/chats/x?at=3'])
  })

  test.each([
    '[x](javascript:alert(1))',
    '[x](JaVa&#9;Script:alert(1))',
    '[x](java\nscript:alert(1))',
    '[x](vbscript:x)',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](file:///etc/passwd)',
    '[x](//evil.example)',
    '[x](/\\evil.example)',
    '[x](/sign-out)',
    '<javascript:alert(1)>',
    '[x][r]\n\n[r]: javascript:alert(1)',
    '![x](https://evil.example/beacon.png)',
    '[![x](javascript:alert(1))](javascript:alert(2))',
    '[a[b](javascript:alert(1))](data:x)',
  ])('makes no dangerous link and loads nothing: %j', async (body) => {
    expect(hrefs(toRichText(body)).filter((href) => !/^https?:\/\/evil/.test(href))).toEqual([])
    const html = await render(body)
    expect(html).not.toMatch(/href="(?!https?:)/i)
    expect(html).not.toMatch(/<img/i)
  })

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg><style><a title="</style><img src onerror=alert(1)>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '> <iframe srcdoc="<script>alert(1)</script>">',
    '- <a href="javascript:alert(1)">x</a>',
    '`<b>` **<b>**',
    '</textarea></script><!--',
    '{{constructor.constructor("alert(1)")()}}',
  ])('shows HTML as the text it is: %j', async (body) => {
    const html = await render(body)
    const tags = [...html.matchAll(/<([a-z]+)/g)].map(([, tag]) => tag)
    expect(
      new Set([...tags, 'div', 'p', 'strong', 'code', 'blockquote', 'ul', 'li', 'br']),
    ).toEqual(new Set(['div', 'p', 'strong', 'code', 'blockquote', 'ul', 'li', 'br']))
    expect(html).not.toMatch(/<[^>]* on\w+=/)
  })

  test('opens other sites without telling them from where', async () => {
    expect(await render('https://example.org')).toContain('rel="noopener noreferrer nofollow"')
  })

  test('loses no word of deep or broken nesting', () => {
    const body = '> '.repeat(60) + 'deep **[*x* `y'
    expect(text(toRichText(body))).toContain('x')
    expect(text(toRichText('*'.repeat(5000)))).toContain('*')
  })
})

describe('a table', () => {
  test('is read as GitHub reads it, inside what may scroll', async () => {
    const [table] = toRichText('| a | b |\n|:--|--:|\n| 1 | **2** |')
    expect(JSON.stringify(table)).toContain(
      JSON.stringify({ tag: 'td', align: 'right', children: [{ tag: 'strong', children: ['2'] }] }),
    )
    expect(await render('| a |\n|---|\n| 1 |')).toContain('<div class="rich-table" tabindex="0">')
  })
})

describe('a list of tasks', () => {
  test('has boxes, done or not', async () => {
    expect(toRichText('- [ ] one\n- [x] two\n- [y] three')).toMatchObject([
      {
        tag: 'ul',
        children: [
          { tag: 'li', children: [{ tag: 'check', done: false }, 'one'] },
          { tag: 'li', children: [{ tag: 'check', done: true }, 'two'] },
          { tag: 'li', children: ['[y] three'] },
        ],
      },
    ])
    expect(await render('1. [x] a\n\n   b')).toContain('<li class="task">')
    expect(toRichText('[ ] alone')).toEqual([{ tag: 'p', children: ['[ ] alone'] }])
  })
})

describe('a formula', () => {
  const formulas = (body: string) =>
    JSON.stringify(toRichText(body)).match(/"tag":"math"/g)?.length ?? 0

  test.each([
    ['$x^2$', 1],
    ['so $a$ and $b$.', 2],
    ['$$\n\\int_0^1 x\n$$', 1],
    ['it costs $5 and then $10', 0],
    ['$ a $', 0],
    ['`$x$`', 0],
    ['\\$x$ is a price', 0],
    ['$$ $$', 0],
    ['US$20 to US$30', 0],
  ])('stands between dollars that touch it: %j', (body, count) => {
    expect(formulas(body)).toBe(count)
  })

  test('becomes MathML without links, images or styles', () => {
    expect(formulaOf('\\frac{a}{b}', false)).toMatchObject({ tag: 'math' })
    const odd = formulaOf(
      '\\href{javascript:alert(1)}{x}\\includegraphics{https://evil.example/x.png}\\htmlStyle{color:red}{y}',
      true,
    )
    expect(JSON.stringify(odd)).not.toMatch(/href|mglyph|"style"|onclick/)
    expect(formulaOf('\\frac{a}{', false)).toBeNull()
    expect(formulaOf('\\def\\a{\\a\\a}\\a', false)).toBeNull()
  })
})

describe('code', () => {
  test('keeps every character when it is coloured', () => {
    const code = 'const a = "<b>" // hi\n'
    const words = (pieces: ReturnType<typeof highlight>): string =>
      (pieces ?? [])
        .map((piece) => (typeof piece === 'string' ? piece : words(piece.children)))
        .join('')
    const pieces = highlight(code, 'ts')
    expect(words(pieces)).toBe(code)
    expect(pieces).toContainEqual({ scope: 'keyword', children: ['const'] })
    expect(highlight(code, 'klingon')).toBeNull()
  })
})

test('no text makes anything but known elements, and none is lost', () => {
  const bits = fc.constantFrom(
    '**',
    '`',
    '```\n',
    '$',
    '$$',
    '|',
    '\n',
    '- [ ] ',
    '> ',
    '[',
    '](',
    ')',
    '<b',
    '~~',
    'a',
    '1. ',
    '@ada ',
    '://',
    '\\',
  )
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
      const body = `${parts.join('')}\n\nend`
      expect(text(toRichText(body, ['Ada']))).toContain('end')
    }),
  )
})

describe('a mention', () => {
  const names = ['Ada Lovelace', 'Ada', 'Bo Berg', 'Bo']

  test('is the longest name, whatever its case', () => {
    expect(toRichText('hi @ada lovelace, and @BO!', names)).toEqual([
      {
        tag: 'p',
        children: [
          'hi ',
          { tag: 'mention', children: ['@ada lovelace'] },
          ', and ',
          { tag: 'mention', children: ['@BO'] },
          '!',
        ],
      },
    ])
  })

  test('is none in an address, a longer word, code or a link', () => {
    for (const body of ['x@ada', '@adam', '`@ada`', '[@ada](https://example.org)'])
      expect(JSON.stringify(toRichText(body, names))).not.toContain('mention')
  })

  test('of the reader stands out', async () => {
    expect(await render('@ada and @bo', names, ['Ada Lovelace', 'Ada'])).toBe(
      '<div class="rich" dir="auto"><p><span class="mention mention-me">@ada</span> and <span class="mention">@bo</span></p></div>',
    )
  })
})
