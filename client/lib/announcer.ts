import type { InjectionKey } from 'vue'
import { shallowRef } from 'vue'
import type { Words } from '../i18n/words.ts'
import { required } from './inject.ts'

const clearAfterMs = 10_000
const burstMs = 2_000
const burst = 3

/**
 * Lines for a screen reader, of the whole app: each said once, all forgotten after ten seconds. Messages that come fast are said as a
 * number: more than three within two seconds.
 */
export const createAnnouncer = (words: Words) => {
  const lines = shallowRef<readonly { key: string; text: string }[]>([])
  const recent: number[] = []
  let held = 0
  let count = 0

  const say = (text: string) => {
    const key = String((count += 1))
    lines.value = [...lines.value, { key, text }]
    setTimeout(() => {
      lines.value = lines.value.filter((line) => line.key !== key)
    }, clearAfterMs)
  }
  /** Says a message that has come. */
  const announce = (text: string) => {
    const now = performance.now()
    while (recent.length > 0 && now - (recent[0] ?? now) > burstMs) recent.shift()
    recent.push(now)
    if (recent.length <= burst) return say(text)
    held += 1
    if (held > 1) return
    setTimeout(() => {
      say(words.chat.newMessages(held))
      held = 0
    }, burstMs)
  }
  return { lines, say, announce }
}
type AppAnnouncer = ReturnType<typeof createAnnouncer>

export const announcerKey: InjectionKey<AppAnnouncer> = Symbol('announcer')
export const useAnnouncer = (): AppAnnouncer => required(announcerKey)
