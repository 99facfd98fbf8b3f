import type { StateInline } from 'markdown-it'

const dollar = 0x24
const isSpace = (char: string | undefined) => char === undefined || /\s/.test(char)

/**
 * Formulas between dollars: `$x^2$` within a line, `$$…$$` on lines of its own. Prices stay prices: the opening dollar touches what
 * follows, the closing one touches what comes before and is followed by no digit.
 */
export const mathRule = (state: StateInline, silent: boolean): boolean => {
  const { src, pos, posMax } = state
  if (src.charCodeAt(pos) !== dollar) return false
  const mark = src.charCodeAt(pos + 1) === dollar ? '$$' : '$'
  const from = pos + mark.length
  const to = closing(src, mark, from, posMax)
  const content = to < 0 ? '' : src.slice(from, to)
  if (content.trim() === '') return false
  if (!silent) {
    const token = state.push('math', '', 0)
    token.content = content.trim()
    token.block = mark === '$$'
  }
  state.pos = to + mark.length
  return true
}

const closing = (src: string, mark: string, from: number, end: number): number => {
  if (mark === '$' && isSpace(src[from])) return -1
  for (let at = from; (at = src.indexOf(mark, at)) >= 0 && at < end; at += mark.length) {
    if (src[at - 1] === '\\') continue
    if (mark === '$$') return at
    const follows = src[at + 1]
    if (!isSpace(src[at - 1]) && !(follows && /[\d$]/.test(follows))) return at
  }
  return -1
}
