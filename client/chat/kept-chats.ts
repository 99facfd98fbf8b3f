import type { ChatId } from '../../shared/ids.ts'
import type { Api } from '../lib/api.ts'

const most = 16
const chats = new WeakMap<Api, Map<ChatId, unknown>>()

/**
 * The chats that were on screen last, as they were left: going back to one shows it at once, and then catches up. They belong to one
 * client of the API, so what one person saw is never shown to another.
 */
export const keptChats = <T>(api: Api) => {
  const kept = (chats.get(api) ?? new Map()) as Map<ChatId, T>
  chats.set(api, kept)
  return {
    get: (chatId: ChatId): T | undefined => kept.get(chatId),
    keep: (chatId: ChatId, chat: T) => {
      kept.delete(chatId)
      kept.set(chatId, chat)
      for (const oldest of [...kept.keys()].slice(0, -most)) kept.delete(oldest)
    },
    drop: (chatId: ChatId) => void kept.delete(chatId),
  }
}
