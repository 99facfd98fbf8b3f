import { limits } from '../../shared/limits.ts'
import type { Passage } from '../ports.ts'

type Source = Pick<Passage, 'label' | 'url'>

/**
 * What a model wrote, made fit to be posted: labels become links to the passages, labels without a passage go, and so does every other
 * link, image and address. What is left cannot send a reader anywhere, whatever the model was talked into.
 */
export const citeOnly = (text: string, passages: readonly Source[]): string => {
  let out = ''
  // A link is longer than its label: what does not fit into a message any more is left out whole.
  const add = (piece: string) => {
    if (out.length + piece.length <= limits.messageBody.max) out += piece
  }
  for (const part of joined(partsOf(text.replaceAll('\0', '').toWellFormed(), passages)))
    if (typeof part === 'string') for (const line of defused(part).split(/(?<=\n)/)) add(line)
    // Right behind "!" a link would be an image, behind "\" none.
    else add(`${/[!\\]$/.test(out) ? ' ' : ''}[${part.words}](${part.url})`)
  return out.trim()
}

type Part = string | { words: string; url: string }

/** Text and, between it, the links that may stay. */
const partsOf = function* (text: string, passages: readonly Source[]): Generator<Part> {
  const urls = new Map(passages.map(({ label, url }) => [label, url]))
  const known = new Set(urls.values())
  let last = 0
  for (const match of text.matchAll(construct)) {
    const { code, image, words = '', target, labels } = match.groups ?? {}
    const numbers = labels ?? /^\[?(\d{1,3})\]?$/.exec(words)?.[1]
    yield text.slice(last, match.index)
    last = match.index + match[0].length
    if (target !== undefined && known.has(target)) yield { words: wordsOf(words), url: target }
    else if (numbers === undefined) yield code ?? image ?? words
    else
      for (const label of numbers.split(/\D+/)) {
        const url = urls.get(label)
        if (url) yield { words: `[${label}]`, url }
      }
  }
  yield text.slice(last)
}

/** Text that is adjacent now that something between it is gone is one text: addresses must not hide across the seam. */
const joined = (parts: Iterable<Part>): Part[] => {
  const all: Part[] = []
  for (const part of parts) {
    const before = all.at(-1)
    if (typeof part === 'string' && typeof before === 'string') all[all.length - 1] = before + part
    else all.push(part)
  }
  return all
}

/** Code; an image; a link; one or several labels. The bounds keep the search linear on texts made to slow it down. */
const construct = new RegExp(
  [
    '(?<![\\\\`])(?<code>```[^`]{0,4000}```|`[^`\\n]{1,300}`)',
    '!\\[(?<image>[^\\]]{0,300})\\]\\([^)]{0,2000}\\)',
    '(?<!\\\\)\\[(?<words>(?:[^[\\]]|\\[[^[\\]]{0,50}\\]){0,300})\\]\\((?<target>[^)]{0,2000})\\)',
    '(?<!\\\\)\\[(?<labels>\\d{1,3}(?:\\s?,\\s?\\d{1,3}){0,20})\\]',
  ].join('|'),
  'g',
)

const wordsOf = (text: string) =>
  /^\[\d{1,3}\]$/.test(text) ? text : defused(text).replaceAll(/[[\]]/g, '')

/**
 * A mark in place of every address, since removing one could join its neighbours to another; then whatever Markdown could still read as
 * a link, an image, a definition or an autolink is taken apart, and mentions call nobody. U+2060 is invisible and joins no word.
 */
const defused = (text: string): string =>
  text
    .replace(address, '(link removed)')
    .replaceAll('](', '] (')
    .replaceAll(']:', '] :')
    .replaceAll('][', '] [')
    .replace(/<(?=[a-z][a-z0-9+.-]{1,31}:|[^\s<>]{1,100}@)/gi, '<\u2060')
    .replace(/(?<![\p{L}\p{M}\p{N}_])@(?=\S)/gu, '@\u2060')

/** With a scheme, with a dangerous scheme, without a scheme, by its `www.`, and hosts that a reader or a linkifier takes for an address. */
const address = new RegExp(
  [
    '[a-z][a-z0-9+.-]{0,30}:\\/\\/[^\\s<>]*',
    '\\b(?:javascript|data|vbscript|mailto|tel|file|blob|about):[^\\s<>]+',
    '(?<![\\w:/])\\/\\/[^\\s/<>][^\\s<>]*',
    '\\bwww\\.[^\\s<>]+',
    '(?<![\\w./@-])(?:[\\p{L}\\p{N}-]{1,63}\\.){1,8}(?:(?:com|net|org|info|biz|edu|gov|mil|int|io|ai|app|dev|xyz|site|online|shop|cloud)\\b(?:[/?#:][^\\s<>]*)?|\\p{L}{2}\\b[/?#][^\\s<>]*)',
  ].join('|'),
  'giu',
)
