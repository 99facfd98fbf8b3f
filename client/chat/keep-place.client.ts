/**
 * Where the browser has no scroll anchoring (Safari), keeps what is being read in place when something is added below it. In a
 * scroller that grows upwards additions above never move it.
 * @param newest tells which message is the last one: when it changes, something was added below
 */
export const keepPlace = (scroller: HTMLElement, newest: () => string | undefined): void => {
  const content = scroller.firstElementChild
  if (!content || CSS.supports('overflow-anchor', 'auto')) return
  let height = content.scrollHeight
  let last = newest()
  new ResizeObserver(() => {
    const grown = content.scrollHeight - height
    height = content.scrollHeight
    if (newest() !== last && scroller.scrollTop < -80) scroller.scrollTop -= grown
    last = newest()
  }).observe(content)
}
