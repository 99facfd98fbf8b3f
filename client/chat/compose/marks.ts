import type { Edit, Selection } from './edit.ts'
import { replace } from './edit.ts'

/** The signs that Markdown puts around bold, italic, struck-through text and code. */
export const marks = { bold: '**', italic: '_', strike: '~~', code: '`' } as const
export type Mark = keyof typeof marks

/** The selection without the blanks at its ends: Markdown does not let a mark stand before a blank. */
const tight = (text: string, [from, to]: Selection): Selection => {
  const words = text.slice(from, to)
  const left = words.length - words.trimStart().length
  return left === words.length
    ? [from, to]
    : [from + left, to - (words.length - words.trimEnd().length)]
}

/** Puts a mark around the selection, or takes it away where it stands; with nothing selected the caret comes between. */
export const toggleMark = (text: string, selection: Selection, mark: Mark): Edit => {
  const [from, to] = tight(text, selection)
  const words = text.slice(from, to)
  if (mark === 'code' && words.includes('\n')) return fenced(text, [from, to])
  const sign = marks[mark]
  const n = sign.length
  if (words.length >= 2 * n && words.startsWith(sign) && words.endsWith(sign))
    return around([from, to], words.slice(n, -n))
  if (text.slice(from - n, from) === sign && text.slice(to, to + n) === sign && from >= n)
    return around([from - n, to + n], words)
  return { from, to, insert: sign + words + sign, select: [from + n, from + n + words.length] }
}

const around = ([from, to]: Selection, insert: string): Edit => ({
  from,
  to,
  insert,
  select: [from, from + insert.length],
})

const fenced = (text: string, [from, to]: Selection): Edit => {
  const before = from === 0 || text[from - 1] === '\n' ? '' : '\n'
  const after = to === text.length || text[to] === '\n' ? '' : '\n'
  const opening = `${before}\`\`\`\n`
  const start = from + opening.length
  return {
    from,
    to,
    insert: `${opening}${text.slice(from, to)}\n\`\`\`${after}`,
    select: [start, start + to - from],
  }
}

/** Puts a sign before every line of the selection, or takes it away where all have it. */
export const toggleLines = (text: string, [from, to]: Selection, sign: '> ' | '- '): Edit => {
  const start = text.lastIndexOf('\n', from - 1) + 1
  const next = text.indexOf('\n', to)
  const end = next < 0 ? text.length : next
  const lines = text.slice(start, end).split('\n')
  const all = lines.every((line) => line.startsWith(sign))
  const insert = lines.map((line) => (all ? line.slice(sign.length) : sign + line)).join('\n')
  const bare = from === to
  const caret = start + insert.length
  return { from: start, to: end, insert, select: bare ? [caret, caret] : [start, caret] }
}

/** Makes the selection a link, with the address to be typed where none is given. */
export const link = (text: string, [from, to]: Selection, url = ''): Edit => {
  const words = text.slice(from, to)
  const insert = `[${words}](${url})`
  if (url) return replace([from, to], insert)
  const inside = words ? from + insert.length - 1 : from + 1
  return { from, to, insert, select: [inside, inside] }
}

const address = /^(?:https?:\/\/|mailto:)\S+$/i

/** What pasting does over a selection: an address makes it a link. `null` where pasting is only pasting. */
export const pasteOver = (text: string, selection: Selection, pasted: string): Edit | null => {
  const url = pasted.trim()
  const words = text.slice(...selection)
  if (
    words.trim() === '' ||
    words.includes('\n') ||
    !address.test(url) ||
    address.test(words.trim())
  )
    return null
  // A bracket in the address would end the link before its end.
  return link(
    text,
    selection,
    url.replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29')),
  )
}
