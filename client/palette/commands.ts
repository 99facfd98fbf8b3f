import type { Words } from '../i18n/words.ts'
import type { Entry } from './entries.ts'

/** The pages that a command goes to, below the workspace's address. */
export const places = {
  inbox: 'inbox',
  mentions: 'mentions',
  threads: 'threads',
  saved: 'saved',
  drafts: 'drafts',
  files: 'files',
  channels: 'channels',
  people: 'people',
  statistics: 'stats',
} as const
export type Place = keyof typeof places
export const isPlace = (key: string): key is Place => Object.hasOwn(places, key)

const others = ['settings', 'markAllRead', 'sheet'] as const
const inChatOnly = ['searchHere', 'panel'] as const

/** What can be done from the palette. */
export const commandEntries = (words: Words, { inChat }: { inChat: boolean }): Entry[] =>
  [...(Object.keys(places) as Place[]), ...others, ...(inChat ? inChatOnly : [])].map((key) => ({
    kind: 'command',
    key,
    title: words.palette.commands[key],
    detail: '',
    keys: null,
  }))
