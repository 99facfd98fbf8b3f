import { onBeforeUnmount, shallowRef } from 'vue'

const shownMs = 8_000

/** A word about what was just done, and the way back, for eight seconds. */
export interface Told {
  text: string
  undo?: () => void
}

/** Shows one such word at a time. */
export const useNotices = () => {
  const told = shallowRef<Told | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  const clear = () => {
    clearTimeout(timer)
    told.value = null
  }
  onBeforeUnmount(() => clearTimeout(timer))
  return {
    told,
    clear,
    tell: (text: string, undo?: () => void) => {
      clear()
      told.value = undo ? { text, undo } : { text }
      timer = setTimeout(clear, shownMs)
    },
  }
}
