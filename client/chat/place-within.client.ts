const margin = 8

/**
 * Keeps a panel at a place of the window, moved so that all of it can be seen: to the left of the place where there is no room to the
 * right, whatever size it grows to. @returns how to end it
 */
export const placeWithin = (panel: HTMLElement, at: { x: number; y: number }): (() => void) => {
  const place = () => {
    const { offsetWidth: width, offsetHeight: height } = panel
    const { clientWidth, clientHeight } = document.documentElement
    const toLeft = at.x + width + margin > clientWidth
    const left = Math.max(margin, toLeft ? Math.min(at.x, clientWidth - margin) - width : at.x)
    const top = Math.max(margin, Math.min(at.y, clientHeight - height - margin))
    panel.style.setProperty('--x', `${left}px`)
    panel.style.setProperty('--y', `${top}px`)
  }
  place()
  const sizes = new ResizeObserver(place)
  sizes.observe(panel)
  return () => sizes.disconnect()
}
