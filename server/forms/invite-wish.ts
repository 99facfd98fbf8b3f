import type { ChatId } from '../../shared/ids.ts'

/** What a form asks of a new invite. Of a repeated field only the last one counts, so each channel has a field named after it. */
export const inviteWish = (
  fields: Readonly<Record<string, string>>,
): { role?: 'guest' | 'admin'; days?: number; uses?: number; chatIds: ChatId[] } => {
  const { role, days, uses } = fields
  return {
    ...(role === 'guest' || role === 'admin' ? { role } : {}),
    ...(days ? { days: Number(days) } : {}),
    ...(uses ? { uses: Number(uses) } : {}),
    chatIds: Object.keys(fields).flatMap((name) =>
      name.startsWith('chat-') ? [name.slice('chat-'.length) as ChatId] : [],
    ),
  }
}
