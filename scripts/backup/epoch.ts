import { randomUUID } from 'node:crypto'
import type { Db } from '../../server/db/database.ts'
import { relay } from '../../server/db/schema.ts'

/** Begins a new history of positions: whoever followed the stream of before is told to read anew, not to go on. */
export const newEpoch = async (db: Db): Promise<void> => {
  await db.update(relay).set({ epoch: randomUUID() })
}
