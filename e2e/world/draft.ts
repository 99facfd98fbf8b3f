import type { Draft } from '../../shared/message.ts'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'

/** A message to send, with a fresh id. */
export const draft = (chatId: ChatId, body: string): Draft => ({
  id: newId<MessageId>(),
  chatId,
  body,
})
