import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import type { Tx } from '../db/database.ts'
import { chatMembers, chats, workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import type { Member } from './access.ts'
import { readAllThreads, restoreThreads } from './thread-reads.ts'

/** Where a reader stands in a chat. */
export interface Reading {
  chatId: ChatId
  readSeq: number
  /** Marked unread by hand. */
  manualUnread: boolean
  /** Of a thread that is followed, in place of the chat itself. */
  threadId?: MessageId | undefined
}

/**
 * Moves a member's read pointer forward to `seq`, at most to the chat's end, never back. A chat that was marked unread by hand stays so
 * until it is read `byHand`: to have new messages in view is not enough.
 * @returns where the pointer stands
 */
export const markRead = (
  deps: Deps,
  member: Member,
  { seq, byHand }: { seq: number; byHand: boolean },
): Promise<number> =>
  moving(deps, member, (standing, end) => {
    if (standing.manualUnread && !byHand) return standing
    return { readSeq: Math.max(standing.readSeq, Math.min(seq, end)), manualUnread: false }
  })

/** Marks a chat unread from the message of this `seq` on, until it is read by hand. @returns where the pointer stands */
export const markUnread = (deps: Deps, member: Member, seq: number): Promise<number> =>
  moving(deps, member, (_, end) => ({ readSeq: Math.min(seq - 1, end), manualUnread: true }))

type Pointer = Pick<Reading, 'readSeq' | 'manualUnread'>

const moving = async (
  deps: Deps,
  { chatId, userId }: Member,
  move: (standing: Pointer, end: number) => Pointer,
): Promise<number> => {
  const moved = await deps.db.transaction(async (tx) => {
    const [found] = await standings(tx, userId).where(
      and(membershipOf(userId), eq(chatMembers.chatId, chatId)),
    )
    const { end, shown, ...standing } =
      found ?? fail('not_found', 'You are not in this chat any more.')
    const next = move(standing, end)
    if (next.readSeq !== standing.readSeq || next.manualUnread !== standing.manualUnread)
      await place(tx, userId, [{ chatId, ...next }])
    return { readSeq: next.readSeq, told: shown && next.readSeq !== standing.readSeq }
  })
  deps.wake()
  const { readSeq, told } = moved
  if (told) await tellReceipts(deps, userId, [{ chatId, readSeq }])
  return readSeq
}

/** Tells the others how far somebody has read now. It may be lost: whoever looks asks for the receipts anyway. */
const tellReceipts = async (
  { bus, log }: Deps,
  userId: UserId,
  readings: readonly Pick<Reading, 'chatId' | 'readSeq'>[],
): Promise<void> => {
  try {
    for (const { chatId, readSeq } of readings)
      await bus.signal({ type: 'receipt', chatId, userId, readSeq })
  } catch (error) {
    log.debug({ err: error }, 'a receipt was not told')
  }
}

/** Reads everything in a workspace, followed threads too. @returns where the pointers stood that moved, for {@link restoreReads} */
export const markAllRead = async (deps: Deps, member: WorkspaceMember): Promise<Reading[]> => {
  const { workspaceId, userId } = member
  const { undo, told } = await deps.db.transaction(async (tx) => {
    const waiting = await standings(tx, userId).where(
      and(
        membershipOf(userId),
        eq(chats.workspaceId, workspaceId),
        or(gt(chats.lastMessageSeq, chatMembers.readSeq), eq(chatMembers.manualUnread, true)),
      ),
    )
    await place(
      tx,
      userId,
      waiting.map(({ chatId, end }) => ({ chatId, readSeq: end, manualUnread: false })),
    )
    const undo: Reading[] = [
      ...waiting.map(({ chatId, readSeq, manualUnread }) => ({ chatId, readSeq, manualUnread })),
      ...(await readAllThreads(tx, member)),
    ]
    const told = waiting.filter(({ shown, readSeq, end }) => shown && readSeq < end)
    return { undo, told: told.map(({ chatId, end }) => ({ chatId, readSeq: end })) }
  })
  deps.wake()
  await tellReceipts(deps, userId, told)
  return undo
}

/** Takes {@link markAllRead} back. Pointers only go back; chats that the person is not in, or of other workspaces, are left out. */
export const restoreReads = async (
  deps: Deps,
  member: WorkspaceMember,
  undo: readonly Reading[],
): Promise<void> => {
  const { workspaceId, userId } = member
  const told = await deps.db.transaction(async (tx) => {
    const earlier = new Map(
      undo.flatMap((reading) => (reading.threadId ? [] : [[reading.chatId, reading]])),
    )
    const standing = await standings(tx, userId).where(
      and(
        membershipOf(userId),
        eq(chats.workspaceId, workspaceId),
        inArray(chatMembers.chatId, [...earlier.keys()]),
      ),
    )
    const back = standing.flatMap(({ chatId, readSeq, manualUnread }) => {
      const was = earlier.get(chatId)
      const moved = was && (was.readSeq < readSeq || was.manualUnread !== manualUnread)
      return moved ? [{ ...was, readSeq: Math.min(was.readSeq, readSeq) }] : []
    })
    await place(tx, userId, back)
    await restoreThreads(tx, member, undo)
    return standing.some(({ shown }) => shown) ? back : []
  })
  deps.wake()
  await tellReceipts(deps, userId, told)
}

const membershipOf = (userId: UserId) =>
  and(eq(chatMembers.userId, userId), isNull(chatMembers.leftAt))

/** Pointers under lock, in the order of chats, so that two of one person's devices do not wait for each other. */
const standings = (tx: Tx, userId: UserId) =>
  tx
    .select({
      chatId: chatMembers.chatId,
      readSeq: chatMembers.readSeq,
      manualUnread: chatMembers.manualUnread,
      end: chats.lastSeq,
      /** Whether the others are told. */
      shown: workspaces.readReceipts,
    })
    .from(chatMembers)
    .innerJoin(chats, eq(chats.id, chatMembers.chatId))
    .innerJoin(workspaces, eq(workspaces.id, chats.workspaceId))
    .where(membershipOf(userId))
    .orderBy(asc(chatMembers.chatId))
    .for('update', { of: chatMembers })
    .$dynamic()

// The driver takes an array of booleans for one boolean, hence the numbers.
const place = async (tx: Tx, userId: UserId, readings: readonly Reading[]): Promise<void> => {
  if (readings.length === 0) return
  await tx.execute(sql`
    update chat_members set read_seq = r.read_seq, manual_unread = r.manual_unread = 1
    from unnest(
      ${sql.param(readings.map(({ chatId }) => chatId))}::uuid[],
      ${sql.param(readings.map(({ readSeq }) => readSeq))}::bigint[],
      ${sql.param(readings.map(({ manualUnread }) => (manualUnread ? 1 : 0)))}::int[]
    ) as r (chat_id, read_seq, manual_unread)
    where chat_members.chat_id = r.chat_id and chat_members.user_id = ${userId}`)
  await record(
    tx,
    ...readings.map((reading) => ({ type: 'read.moved' as const, userId, ...reading })),
  )
}
