import { nextTick, ref, shallowRef } from 'vue'

/** What something floats beside: an element, or the place of the pointer in one. */
export interface Anchor {
  element: HTMLElement
  at?: { x: number; y: number }
}

/** The anchor as floating-ui takes it. */
export const referenceOf = ({ element, at }: Anchor) =>
  at
    ? { getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0), contextElement: element }
    : element

/**
 * The state of a menu or popover that is opened from an ordinary button, or by a right click, and only then loaded and made. One serves
 * a whole list.
 */
export const useAnchored = () => {
  const open = ref(false)
  const anchor = shallowRef<Anchor | null>(null)
  const openFrom = async (event: MouseEvent) => {
    if (!(event.currentTarget instanceof HTMLElement)) return
    const element = event.currentTarget
    const byPointer = event.type === 'contextmenu' && event.button === 2
    event.preventDefault()
    // Opened from another row while it is open, it moves there.
    open.value = false
    anchor.value = byPointer ? { element, at: { x: event.clientX, y: event.clientY } } : { element }
    await nextTick()
    open.value = true
  }
  return { open, anchor, openFrom }
}
