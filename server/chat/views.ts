import type { Chat, ChatSettings } from '../../shared/chat.ts'
import type { Message } from '../../shared/message.ts'
import type { chatMembers, chats, messages } from '../db/schema.ts'

/** A row as it is said on the wire. */
export const toChat = (row: typeof chats.$inferSelect): Chat => ({
  id: row.id,
  workspaceId: row.workspaceId,
  kind: row.kind,
  name: row.name,
  topic: row.topic,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
  archivedAt: row.archivedAt?.toISOString() ?? null,
  lastSeq: row.lastSeq,
})

/** What other tables know of a message. */
export type Facets = Pick<Message, 'mentions' | 'files' | 'reactions' | 'pinned' | 'thread'>
/** Of a message that was just sent. */
export const bare: Facets = Object.freeze({
  mentions: [],
  files: [],
  reactions: [],
  pinned: false,
  thread: null,
})

/** A row as it is said on the wire. A deleted message says nothing. */
export const toMessage = (
  row: typeof messages.$inferSelect,
  { thread, ...facets }: Facets,
): Message => ({
  id: row.id,
  chatId: row.chatId,
  seq: row.seq,
  rev: row.rev,
  senderId: row.senderId,
  body: row.deletedAt ? '' : row.body,
  ...(row.deletedAt ? bare : facets),
  thread,
  threadId: row.threadId,
  alsoToChannel: row.alsoToChannel,
  calls: row.deletedAt ? null : row.calls,
  quote: row.deletedAt ? null : row.quote,
  emote: row.emote,
  silent: row.silent,
  createdAt: row.createdAt.toISOString(),
  editedAt: row.editedAt?.toISOString() ?? null,
  deletedAt: row.deletedAt?.toISOString() ?? null,
  notice: row.notice,
})

/** A membership's settings as they are said on the wire. */
export const toSettings = ({
  notify,
  mutedUntil,
  starred,
}: Pick<typeof chatMembers.$inferSelect, 'notify' | 'mutedUntil' | 'starred'>): ChatSettings => ({
  notify,
  mutedUntil: mutedUntil?.toISOString() ?? null,
  starred,
})
