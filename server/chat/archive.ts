import { eq } from 'drizzle-orm'
import type { Chat } from '../../shared/chat.ts'
import { fail } from '../../shared/errors.ts'
import { chats } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import { note } from '../workspace/audit.ts'
import type { Member } from './access.ts'
import { manages, requireMany } from './access.ts'
import { draw } from './clock.ts'
import { tell } from './notices.ts'
import { toChat } from './views.ts'

/** Closes a chat to writing, or opens it again. What is so already changes nothing. @throws Fault `forbidden`, `conflict` for a direct chat */
export const setArchived = async (deps: Deps, member: Member, archived: boolean): Promise<Chat> => {
  const { chatId, userId: by } = member
  requireMany(member)
  if (!manages(member))
    fail('forbidden', 'Only an owner or admin of the chat can archive and restore it.', {
      field: 'chatId',
    })
  const chat = await deps.db.transaction(async (tx) => {
    const before = await draw(tx, chatId, 0)
    if ((before.archivedAt !== null) === archived) return toChat(before)
    const at = deps.now()
    const { lastSeq: seq, workspaceId } = await draw(tx, chatId)
    const [row] = await tx
      .update(chats)
      .set({ archivedAt: archived ? at : null })
      .where(eq(chats.id, chatId))
      .returning()
    await record(tx, {
      type: archived ? 'chat.archived' : 'chat.updated',
      workspaceId,
      chatId,
      seq,
      chat: toChat(row ?? before),
    })
    const action = archived ? 'chat.archived' : 'chat.restored'
    await note(tx, { workspaceId, actorId: by, action, detail: { chatId }, at })
    await tell(tx, chatId, { by, at, notice: { kind: archived ? 'archived' : 'restored' } })
    return toChat(await draw(tx, chatId, 0))
  })
  deps.wake()
  return chat
}
