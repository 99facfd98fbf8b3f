import { limits } from '../../shared/limits.ts'
import type { Deps } from '../deps.ts'
import { findPeople } from '../identity/people.ts'
import type { Member } from './access.ts'

/** Tells the chat that a member is typing. Told too often, it is dropped in silence. */
export const tellTyping = async (deps: Deps, member: Member): Promise<void> => {
  const hit = await deps.counters.hit(`typing:${member.chatId}:${member.userId}`, {
    points: 2,
    windowMs: limits.typingEveryMs,
  })
  if (!hit.allowed) return
  const [person] = await findPeople(deps.db, [member.userId])
  if (person) await deps.bus.signal({ type: 'typing', chatId: member.chatId, person })
}
