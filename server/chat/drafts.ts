import { and, count, desc, eq, isNull } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Db } from '../db/database.ts'
import { chatMembers, chats, drafts, workspaceMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import type { Member } from './access.ts'
import { rootOf } from './follow-thread.ts'

/** Keeps what a person has written in a chat or thread and not sent; the last writer wins. Nothing but blanks ends the draft. */
export const saveDraft = async (
  deps: Deps,
  member: Member,
  { threadId, body }: { threadId?: MessageId | undefined; body: string },
): Promise<void> => {
  const { userId, chatId } = member
  const place = threadId ?? chatId
  await deps.db.transaction(async (tx) => {
    if (threadId) await rootOf(tx, member, threadId)
    const mine = eq(drafts.userId, userId)
    const here = and(mine, eq(drafts.place, place))
    if (body.trim() === '') {
      const gone = await tx.delete(drafts).where(here).returning({ place: drafts.place })
      if (gone.length === 0) return
    } else {
      const [known] = await tx.select({ place: drafts.place }).from(drafts).where(here)
      const [all] = await tx.select({ n: count() }).from(drafts).where(mine)
      if (!known && (all?.n ?? 0) >= limits.draftsPerPerson)
        fail('conflict', 'You have too many drafts. Send or discard some of them first.', {
          field: 'body',
        })
      const changedAt = deps.now()
      await tx
        .insert(drafts)
        .values({ userId, chatId, place, body, changedAt })
        .onConflictDoUpdate({ target: [drafts.userId, drafts.place], set: { body, changedAt } })
    }
    await record(tx, { type: 'draft.changed', userId, chatId, threadId: threadId ?? null })
  })
  deps.wake()
}

/** What a person has written in a chat or thread and not sent; null is nothing. */
export const readDraft = async (
  db: Db,
  { userId, chatId }: Member,
  threadId: MessageId | undefined,
): Promise<string | null> => {
  const [row] = await db
    .select({ body: drafts.body })
    .from(drafts)
    .where(
      and(
        eq(drafts.userId, userId),
        eq(drafts.chatId, chatId),
        eq(drafts.place, threadId ?? chatId),
      ),
    )
  return row?.body ?? null
}

export interface SavedDraft {
  chatId: ChatId
  threadId: MessageId | null
  body: string
  changedAt: string
}

/** A person's drafts in the chats that she is in, the last written first. */
export const listDrafts = async (db: Db, userId: UserId): Promise<SavedDraft[]> => {
  const rows = await db
    .select({ draft: drafts })
    .from(drafts)
    .innerJoin(chats, eq(chats.id, drafts.chatId))
    .innerJoin(
      chatMembers,
      and(
        eq(chatMembers.chatId, drafts.chatId),
        eq(chatMembers.userId, userId),
        isNull(chatMembers.leftAt),
      ),
    )
    .innerJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.workspaceId, chats.workspaceId),
        eq(workspaceMembers.userId, userId),
        eq(workspaceMembers.status, 'active'),
      ),
    )
    .where(eq(drafts.userId, userId))
    .orderBy(desc(drafts.changedAt))
  return rows.map(({ draft: { chatId, place, body, changedAt } }) => ({
    chatId,
    threadId: place === chatId ? null : (place as MessageId),
    body,
    changedAt: changedAt.toISOString(),
  }))
}
