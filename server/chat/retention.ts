import { and, eq, isNull } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { ChatId } from '../../shared/ids.ts'
import type { Db, Tx } from '../db/database.ts'
import { chatMembers, chats, workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { ranks } from '../workspace/access.ts'
import { note } from '../workspace/audit.ts'
import type { Reader } from './access.ts'
import { draw } from './clock.ts'
import { tell } from './notices.ts'

/** For how many days messages are kept; null is for ever. */
export interface Retention {
  /** The chat's own rule. */
  own: number | null
  /** The workspace's rule, which the chat's can only shorten. */
  workspace: number | null
  /** What applies. */
  applies: number | null
}

/** The rules of retention that a chat is under. */
export const rulesOf = async (db: Db | Tx, chatId: ChatId): Promise<Retention> => {
  const [row] = await db
    .select({ own: chats.retentionDays, workspace: workspaces.retentionDays })
    .from(chats)
    .innerJoin(workspaces, eq(workspaces.id, chats.workspaceId))
    .where(eq(chats.id, chatId))
  const { own, workspace } = row ?? fail('not_found', 'There is no such chat.')
  return { own, workspace, applies: own && workspace ? Math.min(own, workspace) : own || workspace }
}

/**
 * Gives a chat a rule of its own, or none, and says so in it. For the chat's owner, and for admins of the workspace who can read it.
 * @throws Fault `forbidden`, `conflict` for a direct chat, `invalid_input` for a longer time than the workspace's
 */
export const setChatRetention = async (
  deps: Deps,
  reader: Reader,
  days: number | null,
): Promise<Retention> => {
  const { chatId, userId: by, workspaceId } = reader
  if (reader.kind === 'direct')
    fail('conflict', 'A direct message has no owner: the rule of the workspace holds for it.', {
      field: 'chatId',
    })
  const rules = await deps.db.transaction(async (tx) => {
    await draw(tx, chatId, 0)
    if (!(await mayRule(tx, reader)))
      fail('forbidden', 'Only the owner of the chat can say how long its messages are kept.', {
        field: 'chatId',
      })
    const before = await rulesOf(tx, chatId)
    if (before.workspace !== null && (days ?? 0) > before.workspace)
      fail('invalid_input', `The workspace keeps messages for ${before.workspace} days at most.`, {
        field: 'days',
      })
    if (before.own === days) return before
    await tx.update(chats).set({ retentionDays: days }).where(eq(chats.id, chatId))
    const detail = { chatId, from: before.own, to: days }
    const at = deps.now()
    await note(tx, {
      workspaceId,
      actorId: by,
      action: 'chat.retention-changed',
      detail,
      at,
    })
    await tell(tx, chatId, { by, at, notice: { kind: 'retention-changed', days } })
    return rulesOf(tx, chatId)
  })
  deps.wake()
  return rules
}

const mayRule = async (tx: Tx, { chatId, userId, workspaceRole }: Reader): Promise<boolean> => {
  if (ranks({ role: workspaceRole }, 'admin')) return true
  const [mine] = await tx
    .select({ role: chatMembers.role })
    .from(chatMembers)
    .where(
      and(
        eq(chatMembers.chatId, chatId),
        eq(chatMembers.userId, userId),
        isNull(chatMembers.leftAt),
      ),
    )
  return mine?.role === 'owner'
}
