import { inCode } from './fence.ts'

/** Signs that offer something to complete: people, channels, emoji, commands. */
export type Sign = '@' | '#' | ':' | '/'

/** What is being completed: the sign at `start`, and what has been typed since. */
export interface Trigger {
  sign: Sign
  query: string
  start: number
  end: number
}

// A name may have blanks: up to two are looked over, as far as somebody is called so.
const patterns: readonly [Sign, RegExp][] = [
  ['/', /^\/([\p{L}\p{N}-]*)$/u],
  ['@', /(?<![\p{L}\p{M}\p{N}_.@])@([^\s@]{0,40}(?: [^\s@]{1,40}){0,2})$/u],
  ['#', /(?<![\p{L}\p{M}\p{N}_#&/])#([\p{L}\p{M}\p{N}._-]{0,80})$/u],
  [':', /(?<![\p{L}\p{M}\p{N}_:/])(?<!\d:)[:：]([\p{L}\p{N}_+-]{2,40})$/u],
]

/** What could be completed at the caret, if anything. */
export const findTrigger = (text: string, caret: number): Trigger | null => {
  const before = text.slice(Math.max(0, caret - 130), caret)
  const offset = caret - before.length
  for (const [sign, pattern] of patterns) {
    if (sign === '/' && offset > 0) continue
    const found = pattern.exec(before)
    if (!found) continue
    const query = found[1] ?? ''
    const start = caret - query.length - 1
    return inCode(text, start) ? null : { sign, query, start, end: caret }
  }
  return null
}
