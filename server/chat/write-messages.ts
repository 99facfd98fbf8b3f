import { sql } from 'drizzle-orm'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import type { Tx } from '../db/database.ts'
import { mentions, messages } from '../db/schema.ts'
import type { FileRow } from '../files/view.ts'
import { toFile } from '../files/view.ts'
import { record } from '../outbox/record.ts'
import { attach } from './attach.ts'
import { mentionCalled } from './call-members.ts'
import type { Follower } from './follow-thread.ts'
import { followReplies } from './follow-thread.ts'
import type { Prepared } from './prepare-draft.ts'
import type { LockedChat, Root, Scene } from './send-scene.ts'
import { bare, toMessage } from './views.ts'

/** A message that was not here before. `inThread` is its thread when it stands only there; `root` is the root as this reply leaves it. */
export interface Fresh {
  item: Prepared
  seq: number
  mentioned: UserId[]
  inThread: MessageId | null
  files: FileRow[]
  root?: Root
}

/** Writes new messages with all that hangs on them, moves the clocks of their chats and threads, and records the events. */
export const writeMessages = async (
  tx: Tx,
  { locked, people }: Scene,
  fresh: readonly Fresh[],
  now: Date,
): Promise<void> => {
  const rows = await tx
    .insert(messages)
    .values(
      fresh.map(({ item: { draft, userId, fingerprint, quote, calls }, seq, root, files }) => ({
        id: draft.id,
        chatId: draft.chatId,
        body: draft.body,
        threadId: draft.threadId ?? null,
        fileCount: files.length,
        alsoToChannel: root !== undefined && draft.alsoToChannel === true,
        emote: draft.emote === true,
        silent: draft.silent === true,
        quote,
        calls,
        senderId: userId,
        fingerprint,
        seq,
        changedSeq: seq,
        rev: seq,
        createdAt: now,
      })),
    )
    .returning()
  const mentionRows = fresh.flatMap(({ item: { draft }, seq, mentioned, inThread }) =>
    mentioned.map((userId) => ({
      messageId: draft.id,
      chatId: draft.chatId,
      seq,
      userId,
      threadId: inThread,
      createdAt: now,
    })),
  )
  await attach(
    tx,
    fresh.map(({ item: { draft }, seq, files }) => ({ ...draft, seq, files })),
    now,
  )
  if (mentionRows.length > 0) await tx.insert(mentions).values(mentionRows)
  for (const { item, seq } of fresh) {
    const { draft, userId: by, calls, here } = item
    const chat = locked.get(draft.chatId)
    if (!calls || !chat) continue
    const call = { messageId: draft.id, chatId: draft.chatId, seq, by, at: now }
    await mentionCalled(tx, call, chat.workspaceId, here)
  }
  await moveClocks(tx, [...locked.values()], now)
  await moveRoots(tx, fresh)
  await record(
    tx,
    ...rows.map((row, index) => {
      const { workspaceId } = locked.get(row.chatId) as LockedChat
      const { mentioned = [], root, files = [] } = fresh[index] ?? {}
      const facets = { ...bare, mentions: mentioned, files: files.map(toFile) }
      const message: Message = toMessage(row, facets)
      const sender = people.get(row.chatId)?.find(({ id }) => id === row.senderId) as Person
      return {
        type: 'message.sent' as const,
        workspaceId,
        chatId: row.chatId,
        seq: row.seq,
        message,
        sender,
        ...(root?.thread
          ? { root: { messageId: root.id, messageSeq: root.seq, thread: root.thread } }
          : {}),
      }
    }),
  )
  await followReplies(tx, followersOf(fresh, people))
}

const moveRoots = async (tx: Tx, fresh: readonly Fresh[]) => {
  const last = new Map(fresh.flatMap(({ root, seq }) => (root ? [[root.id, seq]] : [])))
  if (last.size > 0)
    await tx.execute(sql`
      update messages set rev = m.rev
      from unnest(
        ${sql.param([...last.keys()])}::uuid[], ${sql.param([...last.values()])}::bigint[]
      ) as m (id, rev)
      where messages.id = m.id`)
}

/** Who follows a thread for a reply: its author, the author of the root, and those whom it names. */
const followersOf = (fresh: readonly Fresh[], people: ReadonlyMap<ChatId, Person[]>) => {
  const replied: Follower[] = []
  const called: Follower[] = []
  for (const { item, seq, mentioned, root } of fresh) {
    if (!root) continue
    const { chatId, id: threadId } = root
    const members = people.get(chatId) ?? []
    const isPerson = (userId: UserId) => members.some(({ id, isBot }) => id === userId && !isBot)
    const follower = (userId: UserId, readSeq: number) =>
      isPerson(userId) ? [{ chatId, threadId, userId, readSeq }] : []
    replied.push(...follower(item.userId, seq))
    called.push(...follower(root.senderId, root.seq))
    called.push(...mentioned.flatMap((userId) => follower(userId, seq - 1)))
  }
  return { replied, called }
}

const moveClocks = (tx: Tx, moved: readonly LockedChat[], now: Date) =>
  tx.execute(sql`
    update chats set last_seq = m.last_seq, last_message_seq = m.last_message_seq,
      last_message_at = case when m.last_message_seq > chats.last_message_seq
        then ${now.toISOString()}::timestamptz else chats.last_message_at end
    from unnest(
      ${sql.param(moved.map((chat) => chat.id))}::uuid[],
      ${sql.param(moved.map((chat) => chat.lastSeq))}::bigint[],
      ${sql.param(moved.map((chat) => chat.lastMessageSeq))}::bigint[]
    ) as m (id, last_seq, last_message_seq)
    where chats.id = m.id`)
