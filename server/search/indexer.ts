import { eq } from 'drizzle-orm'
import type { FileId, MessageId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { messageFiles } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { on } from '../outbox/on.ts'
import type { Stop } from '../ports.ts'
import { keepIndexes } from './reindex.ts'
import { refresh } from './refresh.ts'

/** Keeps the indexes: in step with what happens, and whole. */
export const startIndexer = async (deps: Deps): Promise<Stop> => {
  const stopFollowing = await followChanges(deps)
  const stopKeeping = keepIndexes(deps)
  return async () => {
    await stopKeeping()
    await stopFollowing()
  }
}

/**
 * Keeps the index in step with what is said, edited and deleted. With a search server of its own the index in the database is kept
 * too, by a group that does not wait for that server: it answers while the server is down.
 */
export const followChanges = async ({
  bus,
  db,
  search,
  databaseSearch,
}: Pick<Deps, 'bus' | 'db' | 'search' | 'databaseSearch'>): Promise<Stop> => {
  const stops = [
    await bus.consume(
      'indexer',
      reactions(db, (ids) => refresh(db, databaseSearch, ids, { lasting: true })),
    ),
  ]
  if (search !== databaseSearch)
    stops.push(
      await bus.consume(
        'indexer-server',
        reactions(db, (ids) => refresh(db, search, ids, { lasting: false })),
      ),
    )
  return async () => {
    for (const stop of stops) await stop()
  }
}

const reactions = (db: Db, refreshed: (ids: MessageId[]) => Promise<void>) => {
  const its = ({ messageId }: { messageId: MessageId }) => refreshed([messageId])
  return on({
    // A reply also makes a thread of its root.
    'message.sent': ({ message: { id, threadId } }) => refreshed(threadId ? [id, threadId] : [id]),
    'message.edited': ({ message }) => refreshed([message.id]),
    'message.deleted': its,
    'reaction.added': its,
    'reaction.removed': its,
    'pin.added': its,
    'pin.removed': its,
    'file.text-read': async ({ fileId }) => refreshed(await carriersOf(db, fileId)),
  })
}

/** The messages that carry a file. */
const carriersOf = async (db: Db, fileId: FileId): Promise<MessageId[]> => {
  const rows = await db
    .select({ id: messageFiles.messageId })
    .from(messageFiles)
    .where(eq(messageFiles.fileId, fileId))
  return rows.map(({ id }) => id)
}
