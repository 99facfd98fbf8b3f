import type { Rich } from './rich-text.ts'

const inWord = /[\p{L}\p{M}\p{N}_]/u

/** Splits text at `@` and one of the names, case ignored, the longest name first; what follows a letter, such as an address, is no mention. */
export const findNames = (text: string, names: readonly string[]): Rich[] => {
  if (names.length === 0 || !text.includes('@')) return [text]
  const wanted = [...names].sort((a, b) => b.length - a.length).map((name) => name.toLowerCase())
  const lower = text.toLowerCase()
  // Folding that changes the length would move the places found.
  if (lower.length !== text.length) return [text]
  const pieces: Rich[] = []
  let done = 0
  for (let at = lower.indexOf('@'); at >= 0; at = lower.indexOf('@', at + 1)) {
    if (at < done || (at > 0 && inWord.test(text[at - 1] ?? ''))) continue
    const name = wanted.find(
      (name) => lower.startsWith(name, at + 1) && !inWord.test(text[at + 1 + name.length] ?? ''),
    )
    if (!name) continue
    const end = at + 1 + name.length
    pieces.push(text.slice(done, at), { tag: 'mention', children: [text.slice(at, end)] })
    done = end
  }
  return [...pieces, text.slice(done)].filter((piece) => piece !== '')
}
