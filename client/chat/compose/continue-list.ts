import type { Edit } from './edit.ts'
import { replace } from './edit.ts'
import { inFence } from './fence.ts'

const item =
  /^(?<indent>\s*)(?:(?<bullet>[-*+])|(?<number>\d{1,9})(?<dot>[.)])|(?<quote>>))(?<gap> +)(?<task>\[[ xX]\] +)?/

/**
 * What a line break at `at` does in a list or quotation: the next line begins as this one does, counted on; an item without text ends
 * the list. `null` where a break is only a break.
 */
export const continueList = (text: string, at: number): Edit | null => {
  if (inFence(text, at)) return null
  const start = text.lastIndexOf('\n', at - 1) + 1
  const end = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at)
  const found = item.exec(text.slice(start, end))
  if (!found?.groups || start + found[0].length > at) return null
  const { indent = '', bullet, number, dot = '', quote, gap = ' ', task } = found.groups
  if (text.slice(start + found[0].length, end).trim() === '')
    return { from: start, to: end, insert: '', select: [start, start] }
  const mark = bullet ?? quote ?? `${Number(number) + 1}${dot}`
  return replace([at, at], `\n${indent}${mark}${gap}${task ? '[ ] ' : ''}`)
}
