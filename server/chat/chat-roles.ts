import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm'
import type { AuditAction } from '../../shared/audit.ts'
import type { ChatRole } from '../../shared/chat.ts'
import { fail } from '../../shared/errors.ts'
import type { ChatId, UserId } from '../../shared/ids.ts'
import type { Tx } from '../db/database.ts'
import { chatMembers, chats, users, workspaceMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import { ranks } from '../workspace/access.ts'
import { note } from '../workspace/audit.ts'
import type { Member } from './access.ts'
import { requireLive, requireMany } from './access.ts'
import { draw } from './clock.ts'
import { tell } from './notices.ts'

/**
 * Makes a member an admin of the chat, or an ordinary one again. For its owner, and for admins of the workspace who are in it.
 * @throws Fault `forbidden`, `not_found` for someone who is not in the chat, `conflict` for its owner
 */
export const setChatRole = (
  deps: Deps,
  member: Member,
  { userId, role }: { userId: UserId; role: 'admin' | 'member' },
): Promise<void> =>
  changing(deps, member, userId, async (tx, target) => {
    if (target.role === role) return
    if (target.role === 'owner')
      fail('conflict', 'The chat needs its owner. Transfer it to somebody else first.', {
        field: 'userId',
      })
    const at = deps.now()
    await give(tx, member.chatId, { userId, role, by: member.userId, at })
    await noted(tx, member, 'chat.role-changed', { userId, role }, at)
  })

/** Gives a chat to another member; its owner stays as an admin. @throws Fault as {@link setChatRole} */
export const transferChat = (deps: Deps, member: Member, userId: UserId): Promise<void> =>
  changing(deps, member, userId, async (tx, target) => {
    if (target.role === 'owner') return
    const { chatId, userId: by } = member
    const at = deps.now()
    const owners = await tx
      .select({ userId: chatMembers.userId })
      .from(chatMembers)
      .where(and(inChat(chatId), eq(chatMembers.role, 'owner')))
    for (const owner of owners)
      await give(tx, chatId, { userId: owner.userId, role: 'admin', by, at, quietly: true })
    await give(tx, chatId, { userId, role: 'owner', by, at })
    await noted(tx, member, 'chat.transferred', { userId }, at)
  })

const noted = (
  tx: Tx,
  { workspaceId, userId: actorId, chatId }: Member,
  action: AuditAction,
  detail: Record<string, string>,
  at: Date,
) => note(tx, { workspaceId, actorId, action, detail: { chatId, ...detail }, at })

/**
 * Finds a chat whose owner has gone a new one: the admin, else the member, who is in it longest; never a guest, a bot or someone suspended.
 * With nobody left there is none, and an admin of the workspace who joins manages it.
 */
export const succeed = async (tx: Tx, chatId: ChatId, by: UserId, at: Date): Promise<void> => {
  const [heir] = await eligible(tx, chatId)
    .orderBy(
      sql`array_position(array['owner', 'admin', 'member'], ${chatMembers.role}::text)`,
      asc(chatMembers.joinedSeq),
    )
    .limit(1)
  if (!heir || heir.role === 'owner') return
  await give(tx, chatId, { userId: heir.userId, role: 'owner', by, at })
}

const inChat = (chatId: ChatId) => and(eq(chatMembers.chatId, chatId), isNull(chatMembers.leftAt))

/** The members who may have rights in a chat. */
const eligible = (tx: Tx, chatId: ChatId, userId?: UserId) =>
  tx
    .select({ userId: chatMembers.userId, role: chatMembers.role })
    .from(chatMembers)
    .innerJoin(chats, eq(chats.id, chatMembers.chatId))
    .innerJoin(users, and(eq(users.id, chatMembers.userId), eq(users.isBot, false)))
    .innerJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.workspaceId, chats.workspaceId),
        eq(workspaceMembers.userId, chatMembers.userId),
        eq(workspaceMembers.status, 'active'),
        ne(workspaceMembers.role, 'guest'),
      ),
    )
    .where(and(inChat(chatId), userId && eq(chatMembers.userId, userId)))

/** Runs a change of roles under the chat's lock, with both people as they are then. */
const changing = async (
  deps: Deps,
  member: Member,
  userId: UserId,
  change: (tx: Tx, target: { role: ChatRole }) => Promise<void>,
): Promise<void> => {
  const { chatId } = member
  requireLive(member)
  requireMany(member)
  await deps.db.transaction(async (tx) => {
    await draw(tx, chatId, 0)
    const [mine] = await eligible(tx, chatId, member.userId)
    if (mine?.role !== 'owner' && !ranks({ role: member.workspaceRole }, 'admin'))
      fail('forbidden', 'Only the owner of the chat can change roles in it.', { field: 'userId' })
    const [present] = await tx
      .select({ role: chatMembers.role })
      .from(chatMembers)
      .where(and(inChat(chatId), eq(chatMembers.userId, userId)))
    if (!present) fail('not_found', 'This person is not in the chat.', { field: 'userId' })
    const [target] = await eligible(tx, chatId, userId)
    await change(
      tx,
      target ??
        fail('conflict', 'Guests, bots and suspended people cannot have rights in a chat.', {
          field: 'userId',
        }),
    )
  })
  deps.wake()
}

/** Sets a role at the next seq, and says so in a line unless `quietly`. */
const give = async (
  tx: Tx,
  chatId: ChatId,
  {
    userId,
    role,
    by,
    at,
    quietly = false,
  }: { userId: UserId; role: ChatRole; by: UserId; at: Date; quietly?: boolean },
): Promise<void> => {
  const { workspaceId, lastSeq: seq } = await draw(tx, chatId)
  await tx
    .update(chatMembers)
    .set({ role })
    .where(and(inChat(chatId), eq(chatMembers.userId, userId)))
  await record(tx, { type: 'member.role-changed', workspaceId, chatId, seq, userId, role, by })
  if (!quietly)
    await tell(tx, chatId, { by, at, notice: { kind: 'role-changed', userIds: [userId], role } })
}
