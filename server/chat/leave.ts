import { and, eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import { chatMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { ranks } from '../workspace/access.ts'
import type { Member } from './access.ts'
import { manages } from './access.ts'
import { succeed } from './chat-roles.ts'
import { leaveChat } from './membership.ts'
import { tell } from './notices.ts'

/** Leaves a chat. Its owner is succeeded, so that nobody is kept and no chat is left without rights. @throws Fault `conflict` for a direct chat */
export const leave = async (deps: Deps, { chatId, userId, kind }: Member): Promise<void> => {
  if (kind === 'direct') fail('conflict', 'A direct message cannot be left.', { field: 'chatId' })
  const at = deps.now()
  await deps.db.transaction(async (tx) => {
    await leaveChat(tx, chatId, userId, userId)
    await tell(tx, chatId, { by: userId, at, notice: { kind: 'left' } })
    await succeed(tx, chatId, userId, at)
  })
  deps.wake()
}

/** Takes someone out of a chat; its owner only by an admin of the workspace. @throws Fault `forbidden`, `not_found` for someone who is not in it */
export const removeMember = async (deps: Deps, member: Member, userId: UserId): Promise<void> => {
  const { chatId, userId: by } = member
  if (member.kind === 'direct' || !manages(member))
    fail('forbidden', 'Only an owner or admin of the chat can remove people.', { field: 'userId' })
  const at = deps.now()
  await deps.db.transaction(async (tx) => {
    await leaveChat(tx, chatId, userId, by)
    const [gone] = await tx
      .select({ role: chatMembers.role })
      .from(chatMembers)
      .where(and(eq(chatMembers.chatId, chatId), eq(chatMembers.userId, userId)))
    if (gone?.role === 'owner' && member.role !== 'owner' && !isAdmin(member))
      fail('forbidden', 'Only an admin of the workspace can remove the owner of a chat.', {
        field: 'userId',
      })
    await tell(tx, chatId, { by, at, notice: { kind: 'removed', userIds: [userId] } })
    await succeed(tx, chatId, by, at)
  })
  deps.wake()
}

const isAdmin = (member: Member) => ranks({ role: member.workspaceRole }, 'admin')
