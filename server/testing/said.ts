import { newId } from '../../shared/ids.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import type { NewEvent } from '../outbox/record.ts'

export const ada = newId<UserId>()
const workspaceId = newId<WorkspaceId>()

/** What Ada says in a chat. */
export const said = (
  chatId: ChatId,
  seq: number,
  body: string,
): Extract<NewEvent, { type: 'message.sent' }> => ({
  type: 'message.sent',
  workspaceId,
  chatId,
  seq,
  message: {
    id: newId<MessageId>(),
    chatId,
    seq,
    senderId: ada,
    body,
    mentions: [],
    files: [],
    rev: seq,
    reactions: [],
    pinned: false,
    threadId: null,
    alsoToChannel: false,
    thread: null,
    calls: null,
    quote: null,
    emote: false,
    silent: false,
    createdAt: new Date().toISOString(),
    editedAt: null,
    deletedAt: null,
    notice: null,
  },
  sender: { id: ada, name: 'Ada', isBot: false },
})
