import { createHash } from 'node:crypto'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { Fault } from '../../shared/errors.ts'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import type { Ack, Draft, Message, Quote, Thread } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import type { Tx } from '../db/database.ts'
import { chatMembers, chats, mentions, messages, users, workspaceMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { personColumns, toPerson } from '../identity/people.ts'
import { record } from '../outbox/record.ts'
import type { FileRow } from '../files/view.ts'
import { toFile } from '../files/view.ts'
import type { Member } from './access.ts'
import { requireLive } from './access.ts'
import { attach, filesFor, findSendable } from './attach.ts'
import { callIn, mentionCalled, peopleHere, requireMeant } from './call-members.ts'
import { expiredAmong } from './expire.ts'
import type { Follower } from './follow-thread.ts'
import { followReplies } from './follow-thread.ts'
import type { Outcome } from './group-commit.ts'
import { groupCommit } from './group-commit.ts'
import { findMentions } from './mentions.ts'
import { quoteOf } from './quote-message.ts'
import { threadsOf, withReply } from './threads.ts'
import { bare, toMessage } from './views.ts'

interface Item {
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
type Send = (item: Item) => Promise<Ack>
const senders = new WeakMap<Deps, Send>()

/**
 * Sends a message: durable when it resolves, once however often it is repeated, at the next seq of its chat.
 * @throws Fault `conflict` when the id was used for another message or the chat is archived, `not_found` when the sender is no
 * member any more; as `quoteOf` and `requireMeant`
 */
export const sendMessage = async (deps: Deps, member: Member, draft: Draft): Promise<Ack> => {
  requireLive(member)
  const send =
    senders.get(deps) ??
    groupCommit((items: readonly Item[]) => commit(deps, items), { pipelines: 2, batch: 256 })
  senders.set(deps, send)
  return send(await prepare(deps, member, draft))
}

/** What must be known of a draft before the chat is locked for it. */
const prepare = async (deps: Deps, member: Member, draft: Draft): Promise<Item> => {
  const { userId, kind, workspaceId } = member
  const calls = callsOf(kind, draft)
  const item: Item = {
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

const commit = async (deps: Deps, items: readonly Item[]): Promise<Outcome<Ack>[]> => {
  const outcomes = await deps.db.transaction((tx) => sendAll(tx, items, deps.now()))
  deps.wake()
  return outcomes
}

const sendAll = async (tx: Tx, items: readonly Item[], now: Date): Promise<Outcome<Ack>[]> => {
  const locked = await lockChats(tx, items)
  const known = await findSent(tx, items)
  const expired = await findExpired(tx, items, locked)
  const roots = await findRoots(tx, items)
  const people = await findMembers(tx, items, roots)
  const sendable = await findSendable(tx, items)
  const fresh: Fresh[] = []
  const outcomes = items.map((item): Outcome<Ack> => {
    const { draft, userId } = item
    const chat = locked.get(draft.chatId)
    const members = people.get(draft.chatId) ?? []
    if (!chat || !members.some(({ id }) => id === userId)) return { error: notMember() }
    const earlier = known.get(draft.id)
    if (earlier) return sameMessage(earlier, item) ? { ok: ackOf(earlier) } : { error: reusedId() }
    if (expired.has(draft.id)) return { error: expiredId() }
    if (chat.archivedAt) return { error: archived() }
    if (item.refusal) return { error: item.refusal }
    const root = draft.threadId ? roots.get(draft.threadId) : undefined
    if (draft.threadId && (root?.chatId !== draft.chatId || root.threadId))
      return { error: noSuchThread() }
    if (root?.deletedAt) return { error: deletedRoot() }
    const files = filesFor(sendable, item, chat.workspaceId)
    if (files instanceof Fault) return { error: files }
    chat.lastSeq += 1
    const seq = chat.lastSeq
    const inThread = root && !draft.alsoToChannel ? root.id : null
    if (!inThread) chat.lastMessageSeq = seq
    if (root) {
      root.thread = withReply(root.thread, { senderId: userId, seq, at: now })
      root.rev = seq
    }
    const mentioned = findMentions(draft.body, members).filter((id) => id !== userId)
    fresh.push({ item, seq, mentioned, inThread, files, ...(root ? { root: { ...root } } : {}) })
    const { id, chatId } = draft
    const sent = { id, chatId, senderId: userId, fingerprint: item.fingerprint }
    known.set(id, { ...sent, seq: chat.lastSeq, createdAt: now })
    return { ok: { id: draft.id, seq: chat.lastSeq, createdAt: now.toISOString() } }
  })
  if (fresh.length === 0) return outcomes

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
  await moveClocks(tx, [...locked.values()])
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
  return outcomes
}

/** A message that was not here before. `inThread` is its thread when it stands only there; `root` is the root as this reply leaves it. */
interface Fresh {
  item: Item
  seq: number
  mentioned: UserId[]
  inThread: MessageId | null
  files: FileRow[]
  root?: Root
}

type LockedChat = Awaited<ReturnType<typeof lockChats>> extends Map<ChatId, infer C> ? C : never

/**
 * The lock on a chat's row is the order of the chat; ids in order keep two batches from waiting for each other. It is the weaker lock,
 * because new rows that refer to the chat take one on its key: such a row of another transaction would wait for us, and we for it.
 */
const lockChats = async (tx: Tx, items: readonly Item[]) => {
  const rows = await tx
    .select({
      id: chats.id,
      workspaceId: chats.workspaceId,
      archivedAt: chats.archivedAt,
      lastSeq: chats.lastSeq,
      lastMessageSeq: chats.lastMessageSeq,
      retainedFrom: chats.retainedFrom,
    })
    .from(chats)
    .where(inArray(chats.id, [...new Set(items.map(({ draft }) => draft.chatId))]))
    .orderBy(chats.id)
    .for('no key update')
  return new Map(rows.map((row) => [row.id, row]))
}

type Root = Pick<
  typeof messages.$inferSelect,
  'id' | 'chatId' | 'seq' | 'rev' | 'senderId' | 'threadId' | 'deletedAt'
> & { thread: Thread | undefined }

const findRoots = async (tx: Tx, items: readonly Item[]): Promise<Map<MessageId, Root>> => {
  const ids = [...new Set(items.flatMap(({ draft }) => draft.threadId ?? []))]
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select({
      id: messages.id,
      chatId: messages.chatId,
      seq: messages.seq,
      rev: messages.rev,
      senderId: messages.senderId,
      threadId: messages.threadId,
      deletedAt: messages.deletedAt,
    })
    .from(messages)
    .where(inArray(messages.id, ids))
  const threads = await threadsOf(tx, ids)
  return new Map(rows.map((row) => [row.id, { ...row, thread: threads.get(row.id) }]))
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

const moveClocks = (tx: Tx, moved: readonly LockedChat[]) =>
  tx.execute(sql`
    update chats set last_seq = m.last_seq, last_message_seq = m.last_message_seq
    from unnest(
      ${sql.param(moved.map((chat) => chat.id))}::uuid[],
      ${sql.param(moved.map((chat) => chat.lastSeq))}::bigint[],
      ${sql.param(moved.map((chat) => chat.lastMessageSeq))}::bigint[]
    ) as m (id, last_seq, last_message_seq)
    where chats.id = m.id`)

type Sent = Pick<
  typeof messages.$inferSelect,
  'id' | 'chatId' | 'senderId' | 'fingerprint' | 'seq' | 'createdAt'
>

const findSent = async (tx: Tx, items: readonly Item[]): Promise<Map<string, Sent>> => {
  const rows = await tx
    .select({
      id: messages.id,
      chatId: messages.chatId,
      senderId: messages.senderId,
      fingerprint: messages.fingerprint,
      seq: messages.seq,
      createdAt: messages.createdAt,
    })
    .from(messages)
    .where(
      inArray(
        messages.id,
        items.map(({ draft }) => draft.id),
      ),
    )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Ids are never given again. Only a chat that retention has touched can have such, so others do not pay for the look. */
const findExpired = async (
  tx: Tx,
  items: readonly Item[],
  locked: ReadonlyMap<ChatId, LockedChat>,
): Promise<ReadonlySet<string>> => {
  const ids = items.flatMap(({ draft }) =>
    (locked.get(draft.chatId)?.retainedFrom ?? 0) > 0 ? [draft.id] : [],
  )
  return ids.length === 0 ? new Set() : expiredAmong(tx, ids)
}

const sameMessage = (sent: Sent, { draft, userId, fingerprint }: Item) =>
  sent.chatId === draft.chatId && sent.senderId === userId && sent.fingerprint === fingerprint

const ackOf = ({ id, seq, createdAt }: Sent): Ack => ({
  id,
  seq,
  createdAt: createdAt.toISOString(),
})

/** The members of each chat, read under its lock: a removal that committed before keeps the message out. Everyone where somebody may be mentioned, else senders and authors of roots. */
const findMembers = async (
  tx: Tx,
  items: readonly Item[],
  roots: ReadonlyMap<MessageId, Root>,
): Promise<Map<ChatId, Person[]>> => {
  const all = items.filter(({ draft }) => draft.body.includes('@')).map(({ draft }) => draft.chatId)
  const some = [
    ...items.map(({ userId }) => userId),
    ...[...roots.values()].map(({ senderId }) => senderId),
  ]
  const rows = await tx
    .select({ chatId: chatMembers.chatId, ...personColumns })
    .from(chatMembers)
    .innerJoin(users, eq(users.id, chatMembers.userId))
    .innerJoin(chats, eq(chats.id, chatMembers.chatId))
    .innerJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.workspaceId, chats.workspaceId),
        eq(workspaceMembers.userId, users.id),
        eq(workspaceMembers.status, 'active'),
      ),
    )
    .where(
      and(
        inArray(chatMembers.chatId, [...new Set(items.map(({ draft }) => draft.chatId))]),
        isNull(chatMembers.leftAt),
        sql`(${chatMembers.chatId} = any(${sql.param(all)}::uuid[]) or ${chatMembers.userId} = any(${sql.param(some)}::uuid[]))`,
      ),
    )
  const members = new Map<ChatId, Person[]>()
  for (const { chatId, ...user } of rows)
    members.set(chatId, [...(members.get(chatId) ?? []), toPerson(user)])
  return members
}

const notMember = () =>
  new Fault('not_found', 'There is no such chat, or you are not in it.', { field: 'chatId' })
const reusedId = () =>
  new Fault('conflict', 'This id belongs to another message. Send with a new id.', { field: 'id' })
const expiredId = () =>
  new Fault('conflict', 'This message was sent and has since been deleted by retention.', {
    field: 'id',
  })
const noSuchThread = () =>
  new Fault('not_found', 'There is no such thread here. Reply to a message of this chat.', {
    field: 'threadId',
  })
const deletedRoot = () =>
  new Fault('conflict', 'The message that began this thread was deleted.', { field: 'threadId' })
const archived = () =>
  new Fault('conflict', 'This chat is archived and can only be read. Restore it to write.', {
    field: 'chatId',
  })
