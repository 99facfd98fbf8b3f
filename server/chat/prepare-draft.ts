import { createHash } from 'node:crypto'
import { Fault } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Draft, Message, Quote } from '../../shared/message.ts'
import type { Deps } from '../deps.ts'
import type { Member } from './access.ts'
import { callIn, peopleHere, requireMeant } from './call-members.ts'
import { quoteOf } from './quote-message.ts'

/** A draft that is to be sent, and what is known of it before its chat is locked. */
export interface Prepared {
  userId: UserId
  draft: Draft
  fingerprint: string
  quote: Quote | null
  calls: Message['calls']
  /** Whom `@here` calls. */
  here: readonly UserId[] | null
  /** Why it is not sent, unless it was sent before. */
  refusal: Fault | null
}
/** Finds out what can be known before the lock. What speaks against sending is kept: a resend of what was sent is fine all the same. */
export const prepareDraft = async (deps: Deps, member: Member, draft: Draft): Promise<Prepared> => {
  const { userId, kind, workspaceId } = member
  const calls = callsOf(kind, draft)
  const item: Prepared = {
    userId,
    draft,
    fingerprint: fingerprintOf(draft),
    quote: null,
    calls,
    here: calls === 'here' ? await peopleHere(deps, workspaceId) : null,
    refusal: null,
  }
  try {
    if (draft.quote) item.quote = await quoteOf(deps.db, userId, draft.quote)
    if (calls) {
      const { here } = item
      const confirmed = draft.confirmed === true
      await requireMeant(deps.db, member, { here, confirmed, now: deps.now() })
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    item.refusal = error
  }
  return item
}

/** A reply that stands in its thread alone calls nobody. */
const callsOf = (kind: Member['kind'], { body, threadId, alsoToChannel }: Draft) =>
  kind === 'direct' || (threadId && !alsoToChannel) ? null : callIn(body)

/** A body cannot hold NUL, so no two drafts read the same. */
const fingerprintOf = ({ body, threadId, alsoToChannel, fileIds = [], ...how }: Draft) =>
  createHash('sha256')
    .update(threadId ? `${body}\0${threadId}${alsoToChannel ? '\0' : ''}` : body)
    .update(fileIds.map((id) => `\0file ${id}`).join(''))
    .update(how.quote ? `\0quote ${how.quote.chatId} ${how.quote.messageId}` : '')
    .update(`${how.emote ? '\0emote' : ''}${how.silent ? '\0silent' : ''}`)
    .digest('base64url')
    .slice(0, 22)
