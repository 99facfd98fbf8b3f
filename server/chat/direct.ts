import { and, eq, isNull, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { fail } from '../../shared/errors.ts'
import type { ChatId, UserId } from '../../shared/ids.ts'
import type { Tx } from '../db/database.ts'
import { chatMembers, chats } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { ranks } from '../workspace/access.ts'
import { createChannel, joinChat } from './membership.ts'

/** Finds or makes the one direct chat of two people. Guests reach only people they share a chat with. @throws Fault `not_found` for anybody else */
export const openDirect = async (
  deps: Deps,
  member: WorkspaceMember,
  otherId: UserId,
): Promise<ChatId> => {
  if (otherId === member.userId)
    fail('invalid_input', 'A direct message needs another person.', { field: 'userId' })
  const pair = [member.userId, otherId].sort().join(':')
  const id = await deps.db.transaction(async (tx) => {
    // Both may open it at once: the second waits here and finds it.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${member.workspaceId + pair}))`)
    const [known] = await tx
      .select({ id: chats.id })
      .from(chats)
      .where(and(eq(chats.workspaceId, member.workspaceId), eq(chats.pair, pair)))
    if (known) return known.id
    if (!ranks(member, 'member') && !(await shareAChat(tx, member, otherId)))
      fail('not_found', 'This person is not in the workspace.', { field: 'userId' })
    const chat = await createChannel(tx, {
      workspaceId: member.workspaceId,
      kind: 'direct',
      name: '',
      topic: '',
      pair,
      createdBy: member.userId,
    })
    await joinChat(tx, chat.id, otherId, { by: member.userId })
    return chat.id
  })
  deps.wake()
  return id
}

const shareAChat = async (tx: Tx, member: WorkspaceMember, otherId: UserId): Promise<boolean> => {
  const theirs = alias(chatMembers, 'theirs')
  const [shared] = await tx
    .select({ id: chats.id })
    .from(chats)
    .innerJoin(
      chatMembers,
      and(
        eq(chatMembers.chatId, chats.id),
        eq(chatMembers.userId, member.userId),
        isNull(chatMembers.leftAt),
      ),
    )
    .innerJoin(
      theirs,
      and(eq(theirs.chatId, chats.id), eq(theirs.userId, otherId), isNull(theirs.leftAt)),
    )
    .where(eq(chats.workspaceId, member.workspaceId))
    .limit(1)
  return shared !== undefined
}
