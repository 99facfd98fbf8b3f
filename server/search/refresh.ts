import type { MessageId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import type { Search } from '../ports.ts'
import { readDocs } from './docs.ts'

/**
 * Brings an index in step with the record for some messages. It reads and writes what is so now, whatever has happened: it can be
 * done twice, late or in any order.
 * @param lasting whether the index itself refuses old versions. A search server cannot when two processes write at once; but whoever
 * wrote last also looks last, and then sees the newer one.
 */
export const refresh = async (
  db: Db,
  search: Search,
  ids: readonly MessageId[],
  { lasting }: { lasting: boolean },
): Promise<void> => {
  const written = new Map<MessageId, number>()
  for (let wanted = ids; wanted.length > 0;) {
    const docs = await readDocs(db, wanted)
    const live = new Set(docs.map(({ id }) => id))
    await search.put(docs)
    await search.drop(wanted.filter((id) => !live.has(id)))
    if (lasting) return
    for (const { id, version } of docs) written.set(id, version)
    const now = await readDocs(db, [...live])
    const same = now.filter(({ id, version }) => version === written.get(id)).map(({ id }) => id)
    wanted = [...live].filter((id) => !same.includes(id))
  }
}
