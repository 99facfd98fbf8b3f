import { eq } from 'drizzle-orm'
import type { Chat } from '../../shared/chat.ts'
import { fail } from '../../shared/errors.ts'
import type { Tx } from '../db/database.ts'
import { isDuplicate } from '../db/duplicate.ts'
import { chats } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import { note } from '../workspace/audit.ts'
import type { Member } from './access.ts'
import { manages, requireLive, requireMany } from './access.ts'
import { draw } from './clock.ts'
import { tell } from './notices.ts'
import { toChat } from './views.ts'

/**
 * Changes a chat's name or topic; what is so already changes nothing. In a group everybody may who is no guest.
 * @throws Fault `forbidden`, `conflict` when archived, direct, or when a public channel has the name
 */
export const updateChat = async (
  deps: Deps,
  member: Member,
  wish: { name?: string | undefined; topic?: string | undefined },
): Promise<Chat> => {
  requireLive(member)
  requireMany(member)
  if (!manages(member) && (member.kind !== 'group' || member.workspaceRole === 'guest'))
    fail('forbidden', 'Only an owner or admin of the chat can change its name and topic.', {
      field: 'chatId',
    })
  const updated = await deps.db
    .transaction((tx) => update(tx, member, wish, deps.now()))
    .catch((error: unknown) => {
      if (!isDuplicate(error)) throw error
      return fail('conflict', `A channel named "${wish.name}" exists. Choose another name.`, {
        field: 'name',
      })
    })
  deps.wake()
  return updated
}

const update = async (
  tx: Tx,
  { chatId, userId: by }: Member,
  wish: { name?: string | undefined; topic?: string | undefined },
  at: Date,
): Promise<Chat> => {
  const before = await draw(tx, chatId, 0)
  const { name = before.name, topic = before.topic } = wish
  if (name === before.name && topic === before.topic) return toChat(before)
  const { lastSeq: seq } = await draw(tx, chatId)
  const [row] = await tx.update(chats).set({ name, topic }).where(eq(chats.id, chatId)).returning()
  const chat = toChat(row ?? before)
  await record(tx, { type: 'chat.updated', workspaceId: before.workspaceId, chatId, seq, chat })
  if (name !== before.name) {
    const { workspaceId } = before
    await note(tx, { workspaceId, actorId: by, action: 'chat.renamed', detail: { chatId }, at })
    await tell(tx, chatId, { by, at, notice: { kind: 'renamed', from: before.name, to: name } })
  }
  if (topic !== before.topic)
    await tell(tx, chatId, { by, at, notice: { kind: 'topic-changed', topic } })
  return toChat(await draw(tx, chatId, 0))
}
