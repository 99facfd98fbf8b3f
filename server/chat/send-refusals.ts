import { Fault } from '../../shared/errors.ts'

/* Why a message cannot be sent, in the words for who sends it. */

export const notMember = () =>
  new Fault('not_found', 'There is no such chat, or you are not in it.', { field: 'chatId' })
export const reusedId = () =>
  new Fault('conflict', 'This id belongs to another message. Send with a new id.', { field: 'id' })
export const expiredId = () =>
  new Fault('conflict', 'This message was sent and has since been deleted by retention.', {
    field: 'id',
  })
export const noSuchThread = () =>
  new Fault('not_found', 'There is no such thread here. Reply to a message of this chat.', {
    field: 'threadId',
  })
export const deletedRoot = () =>
  new Fault('conflict', 'The message that began this thread was deleted.', { field: 'threadId' })
export const archived = () =>
  new Fault('conflict', 'This chat is archived and can only be read. Restore it to write.', {
    field: 'chatId',
  })
