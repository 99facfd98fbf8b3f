import type { Preferences } from '../../shared/preferences.ts'

const attentionMs = 800
const inputs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchmove'] as const

/**
 * Notices what has been read: the window has the focus, the end of a message is in view for 800 ms on end, and the person has done
 * something since it arrived. By policy only the newest message counts, or nothing does.
 * @returns `check`, to be called when messages arrived or the list moved, and how to end it
 */
export const watchReading = ({
  policy,
  inSight,
  atNewest,
  lastSeen,
  seq,
  onRead,
}: {
  policy: () => Preferences['readPolicy']
  inSight: () => boolean
  atNewest: () => boolean
  /** The lowest message of which the end is in view. */
  lastSeen: () => number | null
  /** The chat's clock: what is read when everything is. */
  seq: () => number
  onRead: (seq: number) => void
}): { check: () => void; arrived: () => void; stop: () => void } => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let told = 0
  // To open the chat was a sign of life.
  let touchedAt = performance.now()
  let arrivedAt = 0
  const attentive = () =>
    document.hasFocus() && !document.hidden && touchedAt >= arrivedAt && policy() !== 'manual'
  const inView = () => {
    if (!inSight()) return 0
    return atNewest() ? seq() : policy() === 'auto' ? Math.min(lastSeen() ?? 0, seq()) : 0
  }

  const check = () => {
    const seen = attentive() ? inView() : 0
    if (seen <= told) {
      clearTimeout(timer)
      timer = undefined
      return
    }
    timer ??= setTimeout(() => {
      timer = undefined
      const still = attentive() ? Math.min(seen, inView()) : 0
      if (still > told) {
        told = still
        onRead(told)
      }
      check()
    }, attentionMs)
  }
  const heard = new AbortController()
  const on = { capture: true, passive: true, signal: heard.signal }
  const touched = () => {
    const waited = touchedAt < arrivedAt
    touchedAt = performance.now()
    if (waited) check()
  }
  for (const input of inputs) document.addEventListener(input, touched, on)
  for (const name of ['focus', 'blur']) addEventListener(name, check, { signal: heard.signal })
  for (const name of ['visibilitychange', 'scroll']) document.addEventListener(name, check, on)
  check()
  return {
    check,
    arrived: () => {
      arrivedAt = performance.now()
      check()
    },
    stop: () => {
      clearTimeout(timer)
      heard.abort()
    },
  }
}
