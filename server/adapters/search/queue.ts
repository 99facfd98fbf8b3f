/**
 * Work in batches, one at a time: what comes while a batch is under way is the next one. Each caller's promise ends with that of
 * the batch its item was in.
 * @param work must not be run twice at once
 */
export const queue = <Item>(
  work: (items: Item[]) => Promise<void>,
  most: number,
): ((items: readonly Item[]) => Promise<void>) => {
  const waiting: { items: readonly Item[]; done: () => void; failed: (why: unknown) => void }[] = []
  let running = false

  const run = async () => {
    running = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 1)
      let size = batch[0]?.items.length ?? 0
      for (let next = waiting[0]; next && size + next.items.length <= most; next = waiting[0]) {
        size += next.items.length
        batch.push(next)
        waiting.shift()
      }
      try {
        await work(batch.flatMap(({ items }) => [...items]))
        for (const { done } of batch) done()
      } catch (error) {
        for (const { failed } of batch) failed(error)
      }
    }
    running = false
  }
  return (items) =>
    new Promise((done, failed) => {
      waiting.push({ items, done, failed })
      if (!running) void run()
    })
}
