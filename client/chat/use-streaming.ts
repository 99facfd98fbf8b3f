import { reactive } from 'vue'
import type { ChatEvent, Signal } from '../../shared/events.ts'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import type { Person } from '../../shared/people.ts'

/** An answer that a bot is writing. */
export interface Writing {
  messageId: MessageId
  person: Person
  text: string
  /** ISO 8601 */
  since: string
}

const silentMs = 30_000

/**
 * The answers that bots are writing in a chat: shown as they grow, gone when the message itself arrives, when the bot says that it
 * is done, or when nothing is heard of it any more.
 */
export const useStreaming = (chatId: ChatId, me: UserId) => {
  const streaming = reactive(new Map<MessageId, Writing>())
  const finished = new Set<MessageId>()
  const timers = new Map<MessageId, ReturnType<typeof setTimeout>>()
  const end = (id: MessageId) => {
    clearTimeout(timers.get(id))
    timers.delete(id)
    streaming.delete(id)
  }

  const hear = (event: Signal | { type: string }) => {
    if (!isWriting(event) || event.chatId !== chatId) return
    if (event.type === 'bot.done') end(event.messageId)
    if (event.type !== 'bot.delta' || event.person.id === me) return
    const { messageId, person, text } = event
    // A late piece of an answer that is here already would show it twice.
    if (finished.has(messageId)) return
    clearTimeout(timers.get(messageId))
    timers.set(
      messageId,
      setTimeout(() => end(messageId), silentMs),
    )
    const since = streaming.get(messageId)?.since ?? new Date().toISOString()
    streaming.set(messageId, { messageId, person, text, since })
  }

  const settle = (event: ChatEvent) => {
    if (event.type !== 'message.sent' || !event.sender.isBot) return
    finished.add(event.message.id)
    end(event.message.id)
  }
  return { streaming, hear, settle }
}

const isWriting = (
  event: Signal | { type: string },
): event is Extract<Signal, { type: 'bot.delta' | 'bot.done' }> =>
  event.type === 'bot.delta' || event.type === 'bot.done'
