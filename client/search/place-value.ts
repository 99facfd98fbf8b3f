import type { ChatKind } from '../../shared/chat.ts'
import type { Person } from '../../shared/people.ts'

/** How a conversation is named in a query: a channel by its name, a direct chat by the other one, a group by its id. */
export const placeValue = ({
  id,
  kind,
  name,
  others,
}: {
  id: string
  kind: ChatKind
  name: string
  others: readonly Person[]
}): string => {
  if (kind === 'public' || kind === 'private') return `#${name}`
  const [other] = others
  return kind === 'direct' && other ? `@${other.username ?? other.name}` : id
}
