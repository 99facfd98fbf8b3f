/** Something small that this browser keeps over a reload. Where it may not, or has no room, it is lost with its page. */
export const keptAs = <T>(key: string) => ({
  read: (): T | null => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? 'null') as T | null
    } catch {
      return null
    }
  },
  /** Keeps a value at once; `null` leaves no trace. */
  keep: (value: T | null): void => {
    try {
      if (value === null) localStorage.removeItem(key)
      else localStorage.setItem(key, JSON.stringify(value))
    } catch {
      // See above.
    }
  },
  /** Listens to what other tabs keep, until the returned function is called. */
  follow: (listener: () => void): (() => void) => {
    const hear = (event: StorageEvent) => {
      if (event.key === key) listener()
    }
    addEventListener('storage', hear)
    return () => removeEventListener('storage', hear)
  },
})
