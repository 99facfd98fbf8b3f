import uFuzzy from '@leeoniya/ufuzzy'
import type { ChatSummary } from '../../shared/chat.ts'
import type { Person } from '../../shared/people.ts'
import { chatName } from '../workspace/chat-name.ts'
import type { Frecency } from './frecency.ts'
import { scoreAt } from './frecency.ts'

/** Something that the palette opens or does. `key` is stable, for how often it is used. */
export type Entry =
  | { kind: 'chat'; key: string; title: string; detail: string; chat: ChatSummary }
  | { kind: 'person'; key: string; title: string; detail: string; person: Person }
  | { kind: 'command'; key: string; title: string; detail: string; keys: string | null }

/** What the first sign says of where to look. */
export const scopes = {
  '#': 'channels',
  '@': 'people',
  '>': 'commands',
  '/': 'here',
  '?': 'ask',
} as const
export type Scope = 'all' | (typeof scopes)[keyof typeof scopes]

/** `#ops` → channels, "ops". */
export const readAsked = (text: string): { scope: Scope; text: string } => {
  const sign = text.trimStart()[0]
  return sign && Object.hasOwn(scopes, sign)
    ? { scope: scopes[sign as keyof typeof scopes], text: text.trimStart().slice(1).trim() }
    : { scope: 'all', text: text.trim() }
}

const isChannel = (chat: ChatSummary) => chat.kind === 'public' || chat.kind === 'private'

export const chatEntry = (chat: ChatSummary): Entry => ({
  kind: 'chat',
  key: `chat:${chat.id}`,
  title: chatName(chat),
  detail: chat.topic,
  chat,
})

export const personEntry = (person: Person): Entry => ({
  kind: 'person',
  key: `person:${person.id}`,
  title: person.name,
  detail: person.username ? `@${person.username}` : '',
  person,
})

/** People with whom a direct chat is open already are found as that chat. */
export const withoutDirects = (
  people: readonly Person[],
  chats: readonly ChatSummary[],
): Person[] => {
  const talking = new Set(
    chats.filter(({ kind }) => kind === 'direct').flatMap(({ others }) => others[0]?.id ?? []),
  )
  return people.filter(({ id }) => !talking.has(id))
}

const fuzzy = new uFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
  intraMode: 1,
})
/** Case, width and accents do not tell names apart. */
const fold = (text: string) =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC').toLocaleLowerCase('und')

const fits = (scope: Scope) => (entry: Entry) => {
  if (scope === 'channels') return entry.kind === 'chat' && isChannel(entry.chat)
  if (scope === 'people')
    return entry.kind === 'person' || (entry.kind === 'chat' && !isChannel(entry.chat))
  if (scope === 'commands') return entry.kind === 'command'
  return scope === 'all'
}

const waits = (entry: Entry) =>
  entry.kind !== 'chat' || (entry.chat.unread === 0 && !entry.chat.manualUnread)
    ? 0
    : entry.chat.mentions > 0 || !isChannel(entry.chat)
      ? 2
      : 1

/**
 * The entries that fit, best first. Without words: what waits, then what is opened often, commands only when asked for. With words:
 * the closest names, those that are opened often first among alike.
 */
export const rank = (
  entries: readonly Entry[],
  asked: { scope: Scope; text: string },
  { frecency, now, here }: { frecency: Frecency; now: number; here: string | null },
): Entry[] => {
  const pool = entries.filter(fits(asked.scope))
  const often = (entry: Entry) => scoreAt(frecency, entry.key, now)
  if (asked.text === '')
    return pool
      .filter((entry) => entry.key !== here && (asked.scope !== 'all' || entry.kind !== 'command'))
      .sort((a, b) => waits(b) - waits(a) || often(b) - often(a))
  const names = pool.map(({ title, detail }) => fold(`${title} ${detail}`))
  const [found, , order] = fuzzy.search(names, fold(asked.text), 1, 1000)
  if (!found) return []
  const best = (order ? order.map((index) => found[index]) : found).flatMap((index) => {
    const entry = index === undefined ? undefined : pool[index]
    return entry ? [entry] : []
  })
  const begins = (entry: Entry) => fold(entry.title).startsWith(fold(asked.text))
  return best
    .map((entry, index) => ({ entry, index }))
    .sort(
      (a, b) =>
        Number(begins(b.entry)) - Number(begins(a.entry)) ||
        (begins(a.entry) ? often(b.entry) - often(a.entry) : 0) ||
        a.index - b.index,
    )
    .map(({ entry }) => entry)
}
