import type { Chat } from '../../shared/chat.ts'
import type { Person } from '../../shared/people.ts'

type Named = Pick<Chat, 'kind' | 'name'> & { others?: readonly Person[] }

/** What a chat is called: a channel by its name, a direct or group chat by the other people. */
export const chatName = ({ kind, name, others = [] }: Named): string =>
  kind === 'public' || kind === 'private'
    ? name
    : others.map((person) => person.name).join(', ') || name || '?'

/** As it is written in a sentence: `#general`, `Ada Lovelace`. */
export const chatTitle = (chat: Named): string =>
  chat.kind === 'public' || chat.kind === 'private' ? `#${chat.name}` : chatName(chat)
