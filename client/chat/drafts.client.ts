import type { ChatId, UserId } from '../../shared/ids.ts'

const key = (userId: UserId, chatId: ChatId) => `fechatter:draft:${userId}:${chatId}`

/** What was typed and not sent, on this device, by person and chat. Without storage it is an empty box. */
export const readDraft = (userId: UserId, chatId: ChatId): string => {
  try {
    return localStorage.getItem(key(userId, chatId)) ?? ''
  } catch {
    return ''
  }
}

/** Keeps what is typed; nothing typed leaves no trace. */
export const keepDraft = (userId: UserId, chatId: ChatId, text: string): void => {
  try {
    if (text === '') localStorage.removeItem(key(userId, chatId))
    else localStorage.setItem(key(userId, chatId), text)
  } catch {
    // A full or forbidden storage must not stop anybody from typing.
  }
}
