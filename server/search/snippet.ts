import { canSlip, isNear } from '../db/slips.ts'
import type { Run, Wanted } from '../db/terms.ts'
import { fold, runsOf } from '../db/terms.ts'

/** A piece of a message, in order. `marked` pieces are what was searched for. Plain text: whoever shows it escapes it. */
export interface Piece {
  text: string
  marked: boolean
}

/** UTF-16 units of a message that are shown. */
const shown = 240
const before = 60
const characters = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** The passage of a message around what was searched for, cut between characters as people see them, with `…` where it was cut. */
export const snippetOf = (body: string, wanted: Wanted): Piece[] => {
  const marks = marksIn(body, wanted)
  const first = marks[0]?.start ?? 0
  const from = body.length <= shown || first <= before ? 0 : boundary(body, first - before)
  const to = body.length - from <= shown ? body.length : boundary(body, from + shown)
  const pieces: Piece[] = from > 0 ? [{ text: '…', marked: false }] : []
  let at = from
  for (const { start, end } of marks) {
    if (start < at || end > to) continue
    if (start > at) pieces.push({ text: body.slice(at, start), marked: false })
    pieces.push({ text: body.slice(start, end), marked: true })
    at = end
  }
  if (at < to) pieces.push({ text: body.slice(at, to), marked: false })
  if (to < body.length) pieces.push({ text: '…', marked: false })
  return pieces
}

interface Span {
  start: number
  end: number
}

const marksIn = (body: string, { words, phrases }: Wanted): Span[] => {
  const parts = [
    ...words,
    ...phrases.flatMap(({ runs }) => runs.map((run) => ({ ...run, prefix: false }))),
  ]
  const dense = parts.filter((part) => part.dense).map(({ folded }) => folded)
  const exact = new Set(parts.filter((part) => !part.dense).map(({ folded }) => folded))
  const beginnings = parts.filter(({ prefix }) => prefix).map(({ folded }) => folded)
  const runs = runsOf(body)
  const spansOf = (fits: (folded: string) => boolean) =>
    runs.flatMap((run) => {
      if (run.dense) return dense.flatMap((needle) => occurrences(body, run, needle))
      return fits(run.folded) ? [{ start: run.start, end: run.end }] : []
    })
  const spans = spansOf(
    (folded) => exact.has(folded) || beginnings.some((word) => folded.startsWith(word)),
  )
  if (spans.length > 0) return merged(spans)
  // Found by a word with a slip in it.
  const meant = words.map(({ folded }) => folded).filter(canSlip)
  return merged(spansOf((folded) => meant.some((word) => isNear(word, folded))))
}

/** Where a needle stands in a run, in offsets of the text as written: folding can change lengths. */
const occurrences = (body: string, run: Run, needle: string): Span[] => {
  if (!run.folded.includes(needle)) return []
  const cells = [...characters.segment(body.slice(run.start, run.end))].map(
    ({ segment, index }) => ({
      folded: fold(segment),
      start: run.start + index,
      end: run.start + index + segment.length,
    }),
  )
  return cells.flatMap(({ start }, at) => {
    let text = ''
    for (let next = at; text.length < needle.length; next += 1) {
      const cell = cells[next]
      if (!cell) return []
      text += cell.folded
      if (text === needle) return [{ start, end: cell.end }]
    }
    return []
  })
}

const merged = (spans: Span[]): Span[] => {
  const result: Span[] = []
  for (const span of spans.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1)
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else result.push({ ...span })
  }
  return result
}

/** The nearest edge of a visible character, or of a word if one is close, at or before an offset. */
const boundary = (body: string, offset: number): number => {
  const space = body.lastIndexOf(' ', offset)
  if (space >= 0 && offset - space < 20) return space + 1
  return characters.segment(body).containing(offset)?.index ?? offset
}
