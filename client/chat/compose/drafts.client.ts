import type { ChatId, MessageId, UserId } from '../../../shared/ids.ts'
import type { Api } from '../../lib/api.ts'
import { faultOf } from '../../lib/api.ts'
import { keptAs } from '../../lib/kept.client.ts'
import type { Live } from '../../lib/live.ts'
import type { Drafts, Kept, Place } from './drafts.ts'
import { createDrafts, isUntold } from './drafts.ts'

const opened = new Map<UserId, Drafts>()

/** The person's drafts in this browser; the first call tells the server what earlier tabs could not. */
export const draftsOf = (api: Api, live: Live, userId: UserId): Drafts => {
  const known = opened.get(userId)
  if (known) return known
  const drafts = createDrafts({
    ...storeOf(userId),
    ask: async ({ chatId, threadId }) =>
      (await api.chat.draft.query({ chatId, ...(threadId ? { threadId } : {}) })) ?? '',
    tell: ({ chatId, threadId }, body) =>
      api.chat.saveDraft.mutate({ chatId, body, ...(threadId ? { threadId } : {}) }),
    faultOf,
    later: (ms, act) => {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    },
  })
  opened.set(userId, drafts)
  live.on((event) => {
    if (event.type === 'draft.changed') drafts.changed(event)
    if (event.type === 'stream.ready' || event.type === 'stream.resync') drafts.resume()
  })
  addEventListener('online', drafts.resume)
  drafts.resume()
  return drafts
}

/** What this device keeps of a person's drafts that the server has not been told. */
export const untoldDrafts = (userId: UserId): (Place & { body: string })[] =>
  storeOf(userId)
    .all()
    .flatMap(({ place, kept }) => (isUntold(kept) ? [{ ...place, body: kept.text }] : []))

/** Local storage, written within the input event itself. Where it is forbidden or full nobody is kept from typing. */
const storeOf = (userId: UserId) => {
  const prefix = `fechatter:draft:${userId}:`
  const keyOf = ({ chatId, threadId }: Place) => `${prefix}${chatId}:${threadId ?? ''}`
  const placeOf = (key: string): Place => {
    const [chatId = '', threadId = ''] = key.slice(prefix.length).split(':')
    return { chatId: chatId as ChatId, threadId: threadId === '' ? null : (threadId as MessageId) }
  }
  const at = (key: string) => keptAs<Kept>(key)
  return {
    read: (place: Place) => at(keyOf(place)).read(),
    keep: (place: Place, kept: Kept | null) => at(keyOf(place)).keep(kept),
    all: () => {
      try {
        return Object.keys(localStorage)
          .filter((key) => key.startsWith(prefix))
          .flatMap((key) => {
            const kept = at(key).read()
            return kept ? [{ place: placeOf(key), kept }] : []
          })
      } catch {
        return []
      }
    },
  }
}
