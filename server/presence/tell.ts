import { and, eq, isNull, sql } from 'drizzle-orm'
import type { ChatId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { DeviceState, Reach } from '../../shared/presence.ts'
import type { Db } from '../db/database.ts'
import { chatMembers, chats, workspaceMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'

/** Renews the lease by which one device of a person is there, in all her workspaces. Nothing is stored; told too often, it is dropped. */
export const tellPresence = async (
  deps: Deps,
  userId: UserId,
  { deviceId, state }: { deviceId: string; state: DeviceState },
): Promise<void> => {
  const hit = await deps.counters.hit(`presence:${userId}`, {
    points: 4 * limits.presenceDevices,
    windowMs: limits.presenceEveryMs,
  })
  if (!hit.allowed) return
  await deps.bus.signal({
    type: 'presence.beat',
    userId,
    deviceId,
    state,
    forMs: state === 'offline' ? 0 : limits.presenceLeaseMs,
    in: await readReach(deps.db, userId),
  })
}

/** Where a person's presence can be seen, in one query. */
const readReach = async (db: Db, userId: UserId): Promise<Reach[]> => {
  const rows = await db
    .select({
      workspaceId: workspaceMembers.workspaceId,
      chosen: workspaceMembers.availability,
      role: workspaceMembers.role,
      // Where nobody is a guest, as almost always, nothing is looked at.
      chatIds: sql<string>`case when workspace_members.role = 'guest' then (
          select string_agg(mine.chat_id::text, ',') from chat_members mine
          join chats on chats.id = mine.chat_id and chats.workspace_id = workspace_members.workspace_id
          where mine.user_id = ${userId} and mine.left_at is null)
        else (
          select string_agg(distinct theirs.chat_id::text, ',') from workspace_members visitor
          join chat_members theirs on theirs.user_id = visitor.user_id and theirs.left_at is null
          join chats on chats.id = theirs.chat_id and chats.workspace_id = visitor.workspace_id
          join chat_members mine on mine.chat_id = theirs.chat_id and mine.user_id = ${userId}
            and mine.left_at is null
          where visitor.workspace_id = workspace_members.workspace_id
            and visitor.role = 'guest' and visitor.status = 'active')
        end`.as('chat_ids'),
    })
    .from(workspaceMembers)
    .where(and(eq(workspaceMembers.userId, userId), eq(workspaceMembers.status, 'active')))
  return rows.map(({ workspaceId, chosen, role, chatIds }) => ({
    workspaceId,
    chosen,
    guest: role === 'guest',
    chatIds: (chatIds ? chatIds.split(',') : []) as ChatId[],
  }))
}

/** The chats of one workspace that a person is in. */
export const chatsOf = async (
  db: Db,
  { userId, workspaceId }: { userId: UserId; workspaceId: Reach['workspaceId'] },
): Promise<ReadonlySet<ChatId>> => {
  const rows = await db
    .select({ id: chats.id })
    .from(chatMembers)
    .innerJoin(chats, eq(chats.id, chatMembers.chatId))
    .where(
      and(
        eq(chatMembers.userId, userId),
        isNull(chatMembers.leftAt),
        eq(chats.workspaceId, workspaceId),
      ),
    )
  return new Set(rows.map(({ id }) => id))
}
