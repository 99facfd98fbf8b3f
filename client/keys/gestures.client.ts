const pulled = 72
const swiped = 64
/** How near the edge a swipe begins. */
const edge = 24

/** A list that stands at its end counts from there: see `MessageFeed.vue`. */
const isAboveStart = (area: Element): boolean =>
  getComputedStyle(area).flexDirection === 'column-reverse' &&
  area.scrollHeight - area.clientHeight + area.scrollTop > 1

/** Whether what is under the finger, or what that lies in, could be scrolled towards its beginning: then a pull does that. */
const canScrollUp = (target: Element): boolean => {
  for (let at: Element | null = target; at; at = at.parentElement)
    if (at.scrollTop > 0 || at.matches('textarea') || isAboveStart(at)) return true
  return false
}

/**
 * Listens to what a single finger does beyond tapping: pulled down from the head of a page, or swiped in from the edge at which lines
 * begin. Whichever the browser or the system takes for itself, it cancels.
 * @returns how to stop
 */
export const followGestures = (on: { pull: () => void; back: () => void }): (() => void) => {
  const stopping = new AbortController()
  let from: { x: number; y: number; pulls: boolean; swipes: boolean } | null = null
  const begin = ({ touches, target }: TouchEvent) => {
    const [touch] = touches
    from = null
    if (touches.length !== 1 || !touch || !(target instanceof Element)) return
    if (document.querySelector('dialog[open], [role="dialog"], [role="menu"]')) return
    const isRtl = document.documentElement.dir === 'rtl'
    const x = isRtl ? innerWidth - touch.clientX : touch.clientX
    from = { x, y: touch.clientY, pulls: !canScrollUp(target), swipes: x <= edge }
  }
  const end = ({ changedTouches }: TouchEvent) => {
    const [touch] = changedTouches
    if (!from || !touch) return
    const isRtl = document.documentElement.dir === 'rtl'
    const across = (isRtl ? innerWidth - touch.clientX : touch.clientX) - from.x
    const down = touch.clientY - from.y
    if (from.swipes && across >= swiped && across > 2 * Math.abs(down)) on.back()
    else if (from.pulls && down >= pulled && down > 2 * Math.abs(across)) on.pull()
    from = null
  }
  const options = { passive: true, signal: stopping.signal }
  addEventListener('touchstart', begin, options)
  addEventListener('touchend', end, options)
  addEventListener('touchcancel', () => (from = null), options)
  return () => stopping.abort()
}
