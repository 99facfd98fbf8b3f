import type { LocationQuery } from 'vue-router'
import type { MessageId } from '../../shared/ids.ts'

const seqOf = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined

/** Where in a list the address points to: `?before=`, `?after=` or `?at=` a seq, else the newest. */
export const placeOf = (
  query: LocationQuery,
): { before?: number; after?: number; around?: number } => {
  const [before, after, around] = [query.before, query.after, query.at].map(seqOf)
  if (before !== undefined) return { before }
  if (after !== undefined) return { after }
  return around === undefined ? {} : { around }
}

/** The thread that the address opens. */
export const threadOf = ({ thread }: LocationQuery): MessageId | null =>
  typeof thread === 'string' && /^[0-9a-f-]{36}$/i.test(thread) ? (thread as MessageId) : null
