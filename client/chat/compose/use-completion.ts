import type { Ref } from 'vue'
import { computed, ref, shallowRef } from 'vue'
import { apply } from './edit.client.ts'
import { replace } from './edit.ts'
import type { Option, Source } from './options.ts'
import type { Sign, Trigger } from './trigger.ts'
import { findTrigger } from './trigger.ts'

/**
 * The popup that offers people, channels, emoji and commands while they are being typed: moved through with the arrow keys, taken with
 * Tab or Enter, sent away with Escape.
 * @param sources what is offered for each sign; read anew at each look, so that they may still be loading
 * @param onSign told that a sign was typed, to load what it offers
 */
export const useCompletion = (
  box: Readonly<Ref<HTMLTextAreaElement | null>>,
  sources: () => Readonly<Partial<Record<Sign, Source>>>,
  onSign: (sign: Sign) => void,
) => {
  const trigger = shallowRef<Trigger | null>(null)
  const at = ref(0)
  let dismissed: number | null = null

  const options = computed((): Option[] => {
    if (!trigger.value) return []
    return sources()[trigger.value.sign]?.(trigger.value.query) ?? []
  })
  const isOffered = (place: number) => options.value[place]?.insert != null
  const first = () =>
    Math.max(
      0,
      options.value.findIndex(({ insert }) => insert !== null),
    )
  const isOpen = computed(() => options.value.length > 0)
  const close = () => {
    trigger.value = null
  }

  const look = () => {
    const area = box.value
    const found =
      area && area.selectionStart === area.selectionEnd
        ? findTrigger(area.value, area.selectionStart)
        : null
    if (found?.start !== dismissed) dismissed = null
    if (!found || dismissed !== null) return close()
    const same = found.start === trigger.value?.start && found.query === trigger.value.query
    if (same) return
    if (trigger.value?.start !== found.start) onSign(found.sign)
    trigger.value = found
    at.value = first()
  }
  const choose = (option: Option | undefined) => {
    const { value: area } = box
    if (!area || !trigger.value || option?.insert == null) return
    const { start, end } = trigger.value
    // "@Ada |, hello": one blank is enough.
    const insert = area.value[end] === ' ' ? option.insert.trimEnd() : option.insert
    close()
    apply(area, replace([start, end], insert))
    dismissed = start
  }
  const move = (by: number) => {
    const { length } = options.value
    for (let step = 1; step <= length; step += 1) {
      const place = (at.value + by * step + length * step) % length
      if (!isOffered(place)) continue
      at.value = place
      return
    }
  }

  return {
    options,
    at,
    isOpen,
    look,
    close,
    choose,
    /** @returns whether the key was one of the popup's */
    onKey: ({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean => {
      if (!isOpen.value || ctrlKey || metaKey || altKey) return false
      if (key === 'Escape') {
        dismissed = trigger.value?.start ?? null
        close()
        return true
      }
      if (key === 'ArrowDown' || key === 'ArrowUp') {
        move(key === 'ArrowDown' ? 1 : -1)
        return true
      }
      if ((key !== 'Enter' && key !== 'Tab') || shiftKey || !isOffered(at.value)) return false
      choose(options.value[at.value])
      return true
    },
  }
}
