import { limits } from '../../shared/limits.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { Deps } from '../deps.ts'
import { findPeople } from '../identity/people.ts'
import type { Member } from './access.ts'

/** Tells the chat that a member is typing, there or in a thread. Told too often, it is dropped in silence. */
export const tellTyping = async (
  deps: Deps,
  { chatId, userId }: Member,
  threadId: MessageId | null,
): Promise<void> => {
  const hit = await deps.counters.hit(`typing:${threadId ?? chatId}:${userId}`, {
    points: 2,
    windowMs: limits.typingEveryMs,
  })
  if (!hit.allowed) return
  const [person] = await findPeople(deps.db, [userId])
  if (person) await deps.bus.signal({ type: 'typing', chatId, threadId, person })
}
