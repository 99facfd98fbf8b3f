import { and, asc, eq, lte } from 'drizzle-orm'
import { Fault } from '../../shared/errors.ts'
import { messages, saved } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import { readerOf } from './access.ts'

/** Gives the reminders that are due, each once, to those who may still read the message. @returns how many were due */
export const remind = async (deps: Deps): Promise<number> => {
  const due = await deps.db.transaction(async (tx) => {
    const rows = await tx
      .select({
        userId: saved.userId,
        messageId: saved.messageId,
        chatId: messages.chatId,
      })
      .from(saved)
      .innerJoin(messages, eq(messages.id, saved.messageId))
      .where(lte(saved.remindAt, deps.now()))
      .orderBy(asc(saved.remindAt))
      .limit(50)
      .for('update', { of: saved, skipLocked: true })
    for (const { userId, messageId, chatId } of rows) {
      await tx
        .update(saved)
        .set({ remindAt: null })
        .where(and(eq(saved.userId, userId), eq(saved.messageId, messageId)))
      const reader = await readerOf(tx, userId, chatId).catch((error: unknown) => {
        if (error instanceof Fault) return null
        throw error
      })
      if (reader) await record(tx, { type: 'reminder.due', userId, chatId, messageId })
    }
    return rows.length
  })
  if (due > 0) deps.wake()
  return due
}
