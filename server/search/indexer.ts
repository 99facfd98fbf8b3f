import { eq } from 'drizzle-orm'
import type { EventOf } from '../../shared/events.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { chats, messages } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { on } from '../outbox/on.ts'
import type { Search, SearchDoc, Stop } from '../ports.ts'

/**
 * Keeps the index in step with what is said, edited and deleted. With a search server of its own the index in the database is kept
 * too, by a group that does not wait for that server: it answers while the server is down.
 */
export const startIndexer = async ({
  bus,
  db,
  search,
  databaseSearch,
}: Pick<Deps, 'bus' | 'db' | 'search' | 'databaseSearch'>): Promise<Stop> => {
  const stops = [
    await bus.consume(
      'indexer',
      reactions(databaseSearch, async () => {}),
    ),
  ]
  if (search !== databaseSearch)
    stops.push(
      await bus.consume(
        'indexer-server',
        reactions(search, (id, version) => verify(db, search, id, version)),
      ),
    )
  return async () => {
    for (const stop of stops) await stop()
  }
}

const reactions = (
  search: Search,
  check: (id: MessageId, version: number) => Promise<void>,
): ReturnType<typeof on> => {
  const put = async (event: EventOf<'message.sent' | 'message.edited'>) => {
    const { id, body } = event.message
    // The text of a deleted message is gone from its events too.
    if (body !== '') await search.put([toDoc(event)])
    await check(id, event.seq)
  }
  return on({
    'message.sent': put,
    'message.edited': put,
    'message.deleted': (event) => search.drop([event.messageId]),
  })
}

const toDoc = ({
  workspaceId,
  chatId,
  seq,
  message,
}: EventOf<'message.sent' | 'message.edited'>): SearchDoc => ({
  id: message.id,
  version: seq,
  workspaceId,
  chatId,
  senderId: message.senderId,
  body: message.body,
  createdAt: new Date(message.createdAt),
})

/**
 * Compares the record with what was just written. A search server cannot refuse an old version when two processes write at once; but
 * whoever wrote last also looks last, and then sees the newer one.
 */
const verify = async (db: Db, search: Search, id: MessageId, written: number): Promise<void> => {
  for (let version = written; ;) {
    const [row] = await db
      .select({ message: messages, workspaceId: chats.workspaceId })
      .from(messages)
      .innerJoin(chats, eq(chats.id, messages.chatId))
      .where(eq(messages.id, id))
    if (!row || row.message.deletedAt) return search.drop([id])
    const { chatId, senderId, body, createdAt, changedSeq } = row.message
    if (changedSeq <= version) return
    version = changedSeq
    const { workspaceId } = row
    await search.put([{ id, version, workspaceId, chatId, senderId, body, createdAt }])
  }
}
