/** How long passing states are collected, in milliseconds: what is typed on arrives as one. */
export const windowMs = 25

export interface Window<T> {
  /** Keeps an item until the window closes; a later one of the same key takes its place. */
  add(key: string, item: T): void
  close: () => void
}

/** Collects what may be late and of which only the latest counts, and hands it on all at once. */
export const createWindow = <T>(flush: (items: readonly T[]) => void, ms = windowMs): Window<T> => {
  const waiting = new Map<string, T>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const open = () => {
    timer = undefined
    const items = [...waiting.values()]
    waiting.clear()
    flush(items)
  }
  return {
    add: (key, item) => {
      waiting.delete(key)
      waiting.set(key, item)
      timer ??= setTimeout(open, ms)
    },
    close: () => clearTimeout(timer),
  }
}
