import { and, countDistinct, eq, min } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { MessageId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Tx } from '../db/database.ts'
import { reactions } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import type { Member } from './access.ts'
import { requireLive } from './access.ts'
import { draw } from './clock.ts'
import { liveMessage, touch } from './live-message.ts'

interface Target {
  messageId: MessageId
  emoji: string
}

/** Puts a member's emoji on a message. Again changes nothing. @throws Fault `conflict` when the message is deleted or has as many different emoji as it may */
export const react = (deps: Deps, member: Member, target: Target): Promise<void> =>
  change(deps, member, target, 'reaction.added')

/** Takes a member's own emoji off a message. Again changes nothing. */
export const unreact = (deps: Deps, member: Member, target: Target): Promise<void> =>
  change(deps, member, target, 'reaction.removed')

const change = async (
  deps: Deps,
  member: Member,
  { messageId, emoji }: Target,
  type: 'reaction.added' | 'reaction.removed',
): Promise<void> => {
  requireLive(member)
  const { chatId, workspaceId, userId: by } = member
  const mine = and(
    eq(reactions.messageId, messageId),
    eq(reactions.emoji, emoji),
    eq(reactions.userId, by),
  )
  await deps.db.transaction(async (tx) => {
    // The lock first: what is looked at under it stays.
    await draw(tx, chatId, 0)
    const { seq: messageSeq } = await liveMessage(tx, member, messageId)
    const [present] = await tx.select().from(reactions).where(mine)
    if ((present !== undefined) === (type === 'reaction.added')) return
    const { lastSeq: seq } = await draw(tx, chatId)
    if (present) await tx.delete(reactions).where(mine)
    else {
      const emojiSeq = (await firstUse(tx, { messageId, emoji })) ?? seq
      await tx.insert(reactions).values({ messageId, emoji, userId: by, seq, emojiSeq })
    }
    await touch(tx, messageId, seq)
    await record(tx, { type, workspaceId, chatId, seq, messageId, messageSeq, emoji, by })
  })
  deps.wake()
}

/** Since when the emoji has been on the message; null when it is not and there is room for it. */
const firstUse = async (tx: Tx, { messageId, emoji }: Target): Promise<number | null> => {
  const onMessage = eq(reactions.messageId, messageId)
  const [same] = await tx
    .select({ since: min(reactions.emojiSeq) })
    .from(reactions)
    .where(and(onMessage, eq(reactions.emoji, emoji)))
  if (same?.since) return same.since
  const [all] = await tx
    .select({ emoji: countDistinct(reactions.emoji) })
    .from(reactions)
    .where(onMessage)
  const most = limits.reactionsPerMessage
  return (all?.emoji ?? 0) < most
    ? null
    : fail('conflict', `A message can have ${most} different emoji. Use one that is there.`, {
        field: 'emoji',
      })
}
