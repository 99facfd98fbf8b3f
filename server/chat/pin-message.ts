import { and, count, desc, eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { MessageId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Message } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import type { Db } from '../db/database.ts'
import { inSnapshot } from '../db/database.ts'
import { messages, pins } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { findPeople } from '../identity/people.ts'
import { record } from '../outbox/record.ts'
import type { Member, Reader } from './access.ts'
import { requireLive } from './access.ts'
import { draw } from './clock.ts'
import { liveMessage, touch } from './live-message.ts'
import { readMessages } from './read-messages.ts'

/** Pins a message to its chat, or takes it off. Again changes nothing. @throws Fault `conflict` when it is deleted or the chat has as many pins as it may */
export const pinMessage = async (
  deps: Deps,
  member: Member,
  messageId: MessageId,
  pinned: boolean,
): Promise<void> => {
  requireLive(member)
  const { chatId, workspaceId, userId: by } = member
  await deps.db.transaction(async (tx) => {
    await draw(tx, chatId, 0)
    const { seq: messageSeq } = await liveMessage(tx, member, messageId)
    const [present] = await tx.select().from(pins).where(eq(pins.messageId, messageId))
    if ((present !== undefined) === pinned) return
    const { lastSeq: seq } = await draw(tx, chatId)
    if (pinned) {
      const [all] = await tx.select({ n: count() }).from(pins).where(eq(pins.chatId, chatId))
      if ((all?.n ?? 0) >= limits.pinsPerChat)
        fail('conflict', `A chat can have ${limits.pinsPerChat} pins. Unpin something first.`, {
          field: 'messageId',
        })
      await tx.insert(pins).values({ messageId, chatId, seq, by, pinnedAt: deps.now() })
    } else await tx.delete(pins).where(eq(pins.messageId, messageId))
    await touch(tx, messageId, seq)
    const type = pinned ? 'pin.added' : 'pin.removed'
    await record(tx, { type, workspaceId, chatId, seq, messageId, messageSeq, by })
  })
  deps.wake()
}

export interface Pins {
  /** The newest pin first. */
  pins: { message: Message; by: UserId; pinnedAt: string }[]
  /** Everybody who wrote or pinned one. */
  people: Person[]
}

/** What is pinned to a chat. */
export const listPins = (db: Db, { chatId }: Reader): Promise<Pins> =>
  inSnapshot(db, async (tx) => {
    const rows = await tx
      .select({ message: messages, by: pins.by, pinnedAt: pins.pinnedAt })
      .from(pins)
      .innerJoin(messages, eq(messages.id, pins.messageId))
      .where(and(eq(pins.chatId, chatId), eq(messages.chatId, chatId)))
      .orderBy(desc(pins.seq))
    const shown = await readMessages(
      tx,
      rows.map(({ message }) => message),
    )
    return {
      pins: rows.flatMap(({ by, pinnedAt }, index) => {
        const message = shown[index]
        return message ? [{ message, by, pinnedAt: pinnedAt.toISOString() }] : []
      }),
      people: await findPeople(
        tx,
        rows.flatMap(({ message, by }) => [message.senderId, by]),
      ),
    }
  })
