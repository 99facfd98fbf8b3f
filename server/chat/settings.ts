import { and, eq, isNull } from 'drizzle-orm'
import type { ChatSettings } from '../../shared/chat.ts'
import { fail } from '../../shared/errors.ts'
import { chatMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import type { Member } from './access.ts'
import { toSettings } from './views.ts'

type Wish = { [K in keyof ChatSettings]?: ChatSettings[K] | undefined }

/** Changes how a member wants a chat; what is not named stays. All devices of the person hear of it, nobody else. */
export const setSettings = async (
  deps: Deps,
  { chatId, userId }: Member,
  { notify, mutedUntil, starred }: Wish,
): Promise<ChatSettings> => {
  const settings = await deps.db.transaction(async (tx) => {
    const mine = and(
      eq(chatMembers.chatId, chatId),
      eq(chatMembers.userId, userId),
      isNull(chatMembers.leftAt),
    )
    const until = typeof mutedUntil === 'string' ? new Date(mutedUntil) : mutedUntil
    const [row] = await tx
      .update(chatMembers)
      .set({ chatId, notify, mutedUntil: until, starred })
      .where(mine)
      .returning()
    const changed = row ? toSettings(row) : fail('not_found', 'You are not in this chat any more.')
    await record(tx, { type: 'chat.settings-changed', userId, chatId, settings: changed })
    return changed
  })
  deps.wake()
  return settings
}
