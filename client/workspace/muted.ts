import type { ChatSettings } from '../../shared/chat.ts'

/** Whether a chat is quiet at a moment: muted for a time, or telling nothing at all. */
export const isMuted = (
  { mutedUntil, notify }: Pick<ChatSettings, 'mutedUntil' | 'notify'>,
  now: string,
): boolean => notify === 'none' || (mutedUntil !== null && Date.parse(mutedUntil) > Date.parse(now))
