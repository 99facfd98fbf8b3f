import type { Edit, Selection } from './edit.ts'

export const selectionOf = (area: HTMLTextAreaElement): Selection => [
  area.selectionStart,
  area.selectionEnd,
]

/**
 * Changes a box as typing would: the browser can undo it, and an `input` event follows. Where `execCommand` does not reach a textarea the
 * text is changed all the same.
 */
export const apply = (area: HTMLTextAreaElement, { from, to, insert, select }: Edit): void => {
  area.focus({ preventScroll: true })
  area.setSelectionRange(from, to)
  const before = area.value
  const wanted = before.slice(0, from) + insert + before.slice(to)
  // Deprecated without a successor: nothing else keeps the browser's own undo.
  const done = document.execCommand(insert === '' ? 'delete' : 'insertText', false, insert)
  if (!done || area.value !== wanted) {
    area.value = wanted
    area.dispatchEvent(new Event('input', { bubbles: true }))
  }
  area.setSelectionRange(...select)
}
