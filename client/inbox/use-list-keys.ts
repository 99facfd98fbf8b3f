import type { Ref } from 'vue'
import { computed, nextTick, ref } from 'vue'

/**
 * A list with one tab stop: J and K or the arrows move through it, other keys act on the item that has the focus. Its items carry
 * their key as `data-item`.
 */
export const useListKeys = <T>(
  list: Readonly<Ref<HTMLElement | null>>,
  items: () => readonly T[],
  keyOf: (item: T) => string,
  acts: Readonly<Record<string, (item: T) => unknown>>,
) => {
  const focused = ref<string | null>(null)
  const tabStop = computed(() => {
    const keys = items().map(keyOf)
    return focused.value !== null && keys.includes(focused.value) ? focused.value : keys[0]
  })
  const focusAt = async (index: number) => {
    const all = items()
    const next = all[Math.max(0, Math.min(index, all.length - 1))]
    if (!next) return
    focused.value = keyOf(next)
    await nextTick()
    list.value?.querySelector<HTMLElement>(`[data-item="${keyOf(next)}"]`)?.focus()
  }
  return {
    tabStop,
    focusAt,
    onFocus: (item: T) => {
      focused.value = keyOf(item)
    },
    onKeydown: (event: KeyboardEvent, item: T) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget)
        return
      const index = items().findIndex((one) => keyOf(one) === keyOf(item))
      const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key]
      const act = acts[event.key]
      if (step === undefined && !act) return
      event.preventDefault()
      if (step === undefined) void act?.(item)
      else void focusAt(index + step)
    },
  }
}
