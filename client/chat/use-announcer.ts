import { onBeforeUnmount, ref } from 'vue'
import { useWords } from '../i18n/words.ts'

const clearAfterMs = 10_000
const burstMs = 2_000
const burst = 3

/** Lines for a screen reader: each said once, more than three within two seconds as a number, all forgotten after ten seconds. */
export const useAnnouncer = () => {
  const words = useWords()
  const lines = ref<{ key: string; text: string }[]>([])
  const recent: number[] = []
  let held = 0
  let count = 0
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const later = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }
  onBeforeUnmount(() => timers.forEach(clearTimeout))

  const say = (text: string) => {
    const key = String((count += 1))
    lines.value = [...lines.value, { key, text }]
    later(clearAfterMs, () => {
      lines.value = lines.value.filter((line) => line.key !== key)
    })
  }
  const announce = (text: string) => {
    const now = performance.now()
    while (recent.length > 0 && now - (recent[0] ?? now) > burstMs) recent.shift()
    recent.push(now)
    if (recent.length <= burst) return say(text)
    held += 1
    if (held > 1) return
    later(burstMs, () => {
      say(words.chat.newMessages(held))
      held = 0
    })
  }
  return { lines, announce }
}
