/**
 * Collects rows that come at once into one write: the store takes a thousand rows as quickly as one. Each caller's promise ends with
 * the write that its row was in, so whoever waits for it knows the row is kept.
 * @param most rows in one write
 * @param afterMs how long the first row of a write waits for others
 */
export const batched = <Row>(
  write: (rows: Row[]) => Promise<void>,
  { most, afterMs }: { most: number; afterMs: number },
): ((row: Row) => Promise<void>) => {
  let open: { rows: Row[]; written: Promise<void>; close: () => void } | null = null

  const start = () => {
    const rows: Row[] = []
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(() => batch.close(), afterMs)
    const batch = {
      rows,
      written: closed.then(() => write(rows)),
      close: () => {
        clearTimeout(timer)
        if (open === batch) open = null
        resolve()
      },
    }
    return batch
  }
  return (row) => {
    const batch = (open ??= start())
    batch.rows.push(row)
    if (batch.rows.length >= most) batch.close()
    return batch.written
  }
}
