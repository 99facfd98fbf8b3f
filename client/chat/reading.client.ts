const attentionMs = 800

/**
 * Notices what has been read: the window has the focus and the newest message is in view, both for 800 ms on end.
 * @returns `check`, to be called when messages arrived or the list moved, and how to end it
 */
export const watchReading = ({
  atNewest,
  seq,
  onRead,
}: {
  atNewest: () => boolean
  /** The chat's clock: what is read when everything is. */
  seq: () => number
  onRead: (seq: number) => void
}): { check: () => void; stop: () => void } => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let told = 0
  const attentive = () => document.hasFocus() && !document.hidden && atNewest()
  const check = () => {
    if (!attentive() || seq() <= told) {
      clearTimeout(timer)
      timer = undefined
      return
    }
    timer ??= setTimeout(() => {
      timer = undefined
      if (!attentive() || seq() <= told) return
      told = seq()
      onRead(told)
    }, attentionMs)
  }
  addEventListener('focus', check)
  addEventListener('blur', check)
  document.addEventListener('visibilitychange', check)
  document.addEventListener('scroll', check, { capture: true, passive: true })
  check()
  return {
    check,
    stop: () => {
      clearTimeout(timer)
      removeEventListener('focus', check)
      removeEventListener('blur', check)
      document.removeEventListener('visibilitychange', check)
      document.removeEventListener('scroll', check, { capture: true })
    },
  }
}
