import { eq } from 'drizzle-orm'
import { Fault, fail } from '../../shared/errors.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { chats, messages, workspaces } from '../db/schema.ts'
import { readerOf } from './access.ts'

/** Where a message is: what a permalink needs to open it. */
export interface Place {
  workspaceId: WorkspaceId
  slug: string
  chatId: ChatId
  seq: number
  threadId: MessageId | null
  /** Of a reply, whether it stands in the chat's own list as well. */
  alsoToChannel: boolean
}

/** Finds a message by its id alone. @throws Fault `not_found` alike for what is missing and what the person cannot read */
export const findMessage = async (db: Db, userId: UserId, messageId: MessageId): Promise<Place> => {
  const [place] = await db
    .select({
      workspaceId: chats.workspaceId,
      slug: workspaces.slug,
      chatId: messages.chatId,
      seq: messages.seq,
      threadId: messages.threadId,
      alsoToChannel: messages.alsoToChannel,
    })
    .from(messages)
    .innerJoin(chats, eq(chats.id, messages.chatId))
    .innerJoin(workspaces, eq(workspaces.id, chats.workspaceId))
    .where(eq(messages.id, messageId))
  const readable = place && (await isReader(db, userId, place.chatId))
  return readable
    ? place
    : fail('not_found', 'There is no such message, or you cannot read it.', { field: 'messageId' })
}

const isReader = (db: Db, userId: UserId, chatId: ChatId): Promise<boolean> =>
  readerOf(db, userId, chatId).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Fault) return false
      throw error
    },
  )
