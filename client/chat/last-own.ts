import type { MessageId, UserId } from '../../shared/ids.ts'
import type { Shown } from './shown.ts'

/** The last message that a person has sent in a list and can still change. */
export const lastOwn = (messages: readonly Shown[], me: UserId): MessageId | null => {
  const last = messages.findLast(
    ({ senderId, state, deletedAt, notice }) =>
      senderId === me && state === 'sent' && deletedAt === null && notice === null,
  )
  return last ? (last.id as MessageId) : null
}
