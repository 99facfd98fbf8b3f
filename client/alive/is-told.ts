import type { ChatSummary } from '../../shared/chat.ts'
import type { Message } from '../../shared/message.ts'
import type { Preferences } from '../../shared/preferences.ts'

/**
 * Whether a person is told of a message outside of its chat: by the chat's level, else by her own; never of her own messages, of system
 * lines, of replies that do not name her, or while the chat is muted. One who asks for "mentions" is also told of what is written to her alone.
 */
export const isTold = (
  message: Pick<Message, 'senderId' | 'mentions' | 'notice' | 'threadId' | 'alsoToChannel'>,
  chat: Pick<ChatSummary, 'kind' | 'notify' | 'mutedUntil'>,
  {
    me,
    preferences,
    now,
  }: { me: string; preferences: Pick<Preferences, 'notifyLevel'>; now: number },
): boolean => {
  if (message.senderId === me || message.notice) return false
  if (chat.mutedUntil !== null && Date.parse(chat.mutedUntil) > now) return false
  const named = message.mentions.some((id) => id === me)
  const level = chat.notify === 'all' ? preferences.notifyLevel : chat.notify
  if (level === 'none') return false
  if (named || (level === 'mentions' && chat.kind === 'direct')) return true
  return level === 'all' && (message.threadId === null || message.alsoToChannel)
}
