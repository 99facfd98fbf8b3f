import { and, count, eq, isNull } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { ChatId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Tx } from '../db/database.ts'
import { chatMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import type { Member, Reader } from './access.ts'
import { requireLive, requireMany } from './access.ts'
import { createChannel, joinChat } from './membership.ts'
import { tell } from './notices.ts'

/** Joins a public channel; whoever is in it already stays. @throws Fault `conflict` when it is archived */
export const join = async (deps: Deps, { chatId, userId, archived }: Reader): Promise<void> => {
  if (archived) fail('conflict', 'This channel is archived.', { field: 'chatId' })
  await deps.db.transaction(async (tx) => {
    if (await joinChat(tx, chatId, userId, { by: userId }))
      await tell(tx, chatId, { by: userId, at: deps.now(), notice: { kind: 'joined' } })
  })
  deps.wake()
}

/** Adds people, all of them or none, and says so in one line. @throws Fault `forbidden` for guests, `conflict` for a direct chat or a full group */
export const addMembers = async (
  deps: Deps,
  member: Member,
  userIds: readonly UserId[],
): Promise<void> => {
  const { chatId, userId: by } = member
  requireLive(member)
  requireMany(member)
  if (member.workspaceRole === 'guest')
    fail('forbidden', 'Guests cannot add people. Ask a member.', { field: 'userIds' })
  await deps.db.transaction(async (tx) => {
    const added: UserId[] = []
    for (const userId of new Set(userIds))
      if (await joinChat(tx, chatId, userId, { by })) added.push(userId)
    if (added.length === 0) return
    if (member.kind === 'group') await requireRoom(tx, chatId)
    const notice = { kind: 'added' as const, userIds: added }
    await tell(tx, chatId, { by, at: deps.now(), notice })
  })
  deps.wake()
}

/** Starts a group chat of its maker and others. @throws Fault `invalid_input` for too few or too many, `not_found` for strangers */
export const createGroup = async (
  deps: Deps,
  { workspaceId, userId }: WorkspaceMember,
  userIds: readonly UserId[],
): Promise<ChatId> => {
  const others = new Set(userIds)
  others.delete(userId)
  const { min, max } = limits.groupPeople
  if (others.size + 1 < min || others.size + 1 > max)
    fail('invalid_input', `A group has ${min} to ${max} people, you among them.`, {
      field: 'userIds',
    })
  const id = await deps.db.transaction(async (tx) => {
    const group = { workspaceId, kind: 'group' as const, name: '', topic: '', createdBy: userId }
    const chat = await createChannel(tx, group)
    for (const other of others) await joinChat(tx, chat.id, other, { by: userId })
    return chat.id
  })
  deps.wake()
  return id
}

const requireRoom = async (tx: Tx, chatId: ChatId) => {
  const [row] = await tx
    .select({ people: count() })
    .from(chatMembers)
    .where(and(eq(chatMembers.chatId, chatId), isNull(chatMembers.leftAt)))
  const { max } = limits.groupPeople
  if ((row?.people ?? 0) > max)
    fail('conflict', `A group has at most ${max} people. Make a channel instead.`, {
      field: 'userIds',
    })
}
