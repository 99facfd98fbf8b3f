import type { Ref } from 'vue'
import { apply, selectionOf } from './edit.client.ts'
import type { Edit, Selection } from './edit.ts'
import type { Mark } from './marks.ts'
import { link, pasteOver, toggleLines, toggleMark } from './marks.ts'

export type Format = Mark | 'link' | 'quote' | 'list'

const shortcuts: Readonly<Record<string, Format>> = { b: 'bold', i: 'italic', e: 'code' }

/** Markdown by keys, by buttons and by pasting an address over words. */
export const useFormatting = (box: Readonly<Ref<HTMLTextAreaElement | null>>) => {
  const edit = (make: (text: string, selection: Selection) => Edit | null): boolean => {
    const area = box.value
    const change = area && make(area.value, selectionOf(area))
    if (!area || !change) return false
    apply(area, change)
    return true
  }
  const format = (wanted: Format) =>
    edit((text, selection) => {
      switch (wanted) {
        case 'link':
          return link(text, selection)
        case 'quote':
          return toggleLines(text, selection, '> ')
        case 'list':
          return toggleLines(text, selection, '- ')
        default:
          return toggleMark(text, selection, wanted)
      }
    })
  return {
    edit,
    format,
    /** @returns whether the key was one of formatting */
    onKey: (event: KeyboardEvent): boolean => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return false
      const key = event.key.toLowerCase()
      const wanted = event.shiftKey ? (key === 'x' ? 'strike' : undefined) : shortcuts[key]
      return wanted !== undefined && format(wanted)
    },
    /** @returns whether what was pasted has become a link */
    onPaste: (event: ClipboardEvent): boolean => {
      const pasted = event.clipboardData?.getData('text/plain') ?? ''
      return edit((text, selection) => pasteOver(text, selection, pasted))
    },
  }
}
