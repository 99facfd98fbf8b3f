/** The outcome for one item of a batch: its result, or the error that concerns it alone. */
export type Outcome<R> = { ok: R } | { error: unknown }

/**
 * Group commit without a timer: while a batch commits, what arrives is the next one, so a quiet server commits at once and a busy
 * one commits many at a time. If a whole batch fails, each of its items is tried alone.
 * @param run commits a batch and answers in its order
 * @param pipelines how many batches may be under way at once
 */
export const groupCommit = <T, R>(
  run: (items: readonly T[]) => Promise<readonly Outcome<R>[]>,
  { pipelines, batch }: { pipelines: number; batch: number },
): ((item: T) => Promise<R>) => {
  type Waiting = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }
  const waiting: Waiting[] = []
  let running = 0

  const commit = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const outcomes = await run(group.map(({ item }) => item))
      group.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index]
        if (outcome && 'ok' in outcome) resolve(outcome.ok)
        else reject(outcome?.error ?? new Error('a batch lost an outcome'))
      })
    } catch (error) {
      const [only] = group
      if (group.length === 1) only?.reject(error)
      else for (const one of group) await commit([one])
    }
  }

  const pump = () => {
    if (running >= pipelines || waiting.length === 0) return
    running += 1
    void commit(waiting.splice(0, batch)).finally(() => {
      running -= 1
      pump()
    })
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      pump()
    })
}
