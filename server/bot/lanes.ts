/**
 * Bounds the work of each key, e.g. of a workspace: `running` at once and `waiting` behind them, so that one workspace cannot take the
 * place of all others.
 * @returns whether the work was done; false when there was no room for it
 */
export const lanes = <K>({ running, waiting }: { running: number; waiting: number }) => {
  const all = new Map<K, { running: number; queue: (() => void)[] }>()
  return async (key: K, work: () => Promise<void>): Promise<boolean> => {
    const lane = all.get(key) ?? { running: 0, queue: [] }
    all.set(key, lane)
    if (lane.running >= running) {
      if (lane.queue.length >= waiting) return false
      await new Promise<void>((resolve) => lane.queue.push(resolve))
    } else lane.running += 1
    try {
      await work()
      return true
    } finally {
      // Whoever waits takes over the place.
      const next = lane.queue.shift()
      if (next) next()
      else if (--lane.running === 0) all.delete(key)
    }
  }
}
