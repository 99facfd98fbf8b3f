import { and, eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { MessageId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import type { Tx } from '../db/database.ts'
import {
  mentions,
  messageEdits,
  messageFiles,
  messages,
  pins,
  reactions,
  saved,
} from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { blank } from '../outbox/blank.ts'
import { record } from '../outbox/record.ts'
import type { Member } from './access.ts'
import { manages, requireLive } from './access.ts'
import { callIn } from './call-members.ts'
import { draw } from './clock.ts'
import { liveMessage } from './live-message.ts'
import { membersNamed } from './members.ts'
import { findMentions } from './mentions.ts'
import { readMessages } from './read-messages.ts'
import { threadsOf } from './threads.ts'

/** Changes one's own message; what it said before is kept. The same text again changes nothing. @throws Fault `not_found`, `forbidden` for others' messages, `conflict` when deleted */
export const editMessage = async (
  deps: Deps,
  member: Member,
  { messageId, body }: { messageId: MessageId; body: string },
): Promise<Message> => {
  requireLive(member)
  const edited = await deps.db.transaction(async (tx) => {
    const { lastSeq: seq, workspaceId } = await draw(tx, member.chatId)
    const before = await ownMessage(tx, member, messageId)
    const editedAt = deps.now()
    // An edit calls nobody anew, but it can take a call back.
    const calls = callIn(body) === before.calls ? before.calls : null
    await tx.insert(messageEdits).values({ messageId, seq, body: before.body, editedAt })
    const [row] = await tx
      .update(messages)
      .set({ body, editedAt, calls, changedSeq: seq, rev: seq })
      .where(eq(messages.id, messageId))
      .returning()
    const members = await membersNamed(tx, member.chatId)
    const mentioned = findMentions(body, members).filter((id) => id !== member.userId)
    const named = calls ? eq(mentions.called, false) : undefined
    await tx.delete(mentions).where(and(eq(mentions.messageId, messageId), named))
    if (mentioned.length > 0)
      await tx
        .insert(mentions)
        .values(
          mentioned.map((userId) => ({
            messageId,
            userId,
            chatId: member.chatId,
            seq: before.seq,
            threadId: before.alsoToChannel ? null : before.threadId,
            createdAt: before.createdAt,
          })),
        )
        .onConflictDoUpdate({
          target: [mentions.messageId, mentions.userId],
          set: { called: false },
        })
    const [message] = await readMessages(tx, [row ?? before])
    if (!message) throw new Error('a row gave no message')
    await record(tx, { type: 'message.edited', workspaceId, chatId: member.chatId, seq, message })
    return message
  })
  deps.wake()
  return edited
}

const ownMessage = async (tx: Tx, member: Member, messageId: MessageId) => {
  const row = await liveMessage(tx, member, messageId)
  return row.senderId === member.userId
    ? row
    : fail('forbidden', 'Only its author can change a message.', { field: 'messageId' })
}

/** A root whose thread has changed at `seq`, as events tell of it. */
const rootAfter = async (tx: Tx, messageId: MessageId, seq: number) => {
  const [row] = await tx
    .update(messages)
    .set({ rev: seq })
    .where(eq(messages.id, messageId))
    .returning({ seq: messages.seq })
  const threads = await threadsOf(tx, [messageId])
  return { messageId, messageSeq: row?.seq ?? 0, thread: threads.get(messageId) ?? null }
}

/** Deletes a message to a tombstone: its text leaves history, log and edits in the same transaction. Authors delete their own, managers of the chat any. */
export const deleteMessage = async (
  deps: Deps,
  member: Member,
  messageId: MessageId,
): Promise<void> => {
  requireLive(member)
  await deps.db.transaction(async (tx) => {
    const { lastSeq: seq, workspaceId } = await draw(tx, member.chatId)
    const row = await liveMessage(tx, member, messageId)
    if (row.senderId !== member.userId && !manages(member))
      fail('forbidden', 'Only its author or an admin can delete a message.', { field: 'messageId' })
    const deletedAt = deps.now()
    await tx
      .update(messages)
      .set({ body: '', quote: null, deletedAt, changedSeq: seq, rev: seq })
      .where(eq(messages.id, messageId))
    await tx.delete(messageEdits).where(eq(messageEdits.messageId, messageId))
    await tx.delete(mentions).where(eq(mentions.messageId, messageId))
    await tx.delete(messageFiles).where(eq(messageFiles.messageId, messageId))
    await tx.delete(pins).where(eq(pins.messageId, messageId))
    await tx.delete(saved).where(eq(saved.messageId, messageId))
    await tx.delete(reactions).where(eq(reactions.messageId, messageId))
    await blank(tx, [messageId])
    await record(tx, {
      type: 'message.deleted',
      at: deletedAt.toISOString(),
      workspaceId,
      chatId: member.chatId,
      seq,
      messageId,
      messageSeq: row.seq,
      by: member.userId,
      ...(row.threadId ? { root: await rootAfter(tx, row.threadId, seq) } : {}),
    })
  })
  deps.wake()
}
