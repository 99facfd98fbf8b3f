import { skinTone } from './recent-emoji.client.ts'

/** One emoji as the picker shows it. */
export interface Emoji {
  emoji: string
  label: string
  /** Words to find it by, folded. */
  words: string
  /** The same in skin tones, from light to dark. */
  tones: readonly string[]
}
export interface EmojiGroup {
  id: (typeof groupIds)[number]
  emoji: readonly Emoji[]
}

/** In the numbers of emojibase; 2 holds parts that are no emoji of their own. */
const groupIds = [
  'smileys',
  'people',
  null,
  'nature',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
] as const

interface Entry {
  group?: number
  label: string
  tags?: readonly string[]
  unicode: string
  order?: number
  skins?: readonly { unicode: string }[]
}
const sources: Record<string, () => Promise<{ default: unknown }>> = {
  en: () => import('emojibase-data/en/compact.json'),
  zh: () => import('emojibase-data/zh/compact.json'),
  ja: () => import('emojibase-data/ja/compact.json'),
}
const known = new Map<string, Promise<readonly EmojiGroup[]>>()

// The server takes what Unicode recommends for interchange; a newer browser may know more, an older one less.
const isEmoji = (text: string) => /^\p{RGI_Emoji}$/v.test(text)
const whole = (text: string) => (isEmoji(text) ? text : `${text}\ufe0f`)

/** All emoji by groups, named in a language. */
export const loadEmoji = (locale: string): Promise<readonly EmojiGroup[]> => {
  const language = locale.split('-')[0] ?? 'en'
  const before = known.get(language)
  if (before) return before
  const loading = (sources[language] ?? sources.en)?.().then(({ default: entries }) =>
    groupsOf(entries as readonly Entry[]),
  )
  const groups = loading ?? Promise.resolve([])
  known.set(language, groups)
  groups.catch(() => known.delete(language))
  return groups
}

const groupsOf = (entries: readonly Entry[]): EmojiGroup[] => {
  const sorted = entries
    .filter(({ order }) => order !== undefined)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
  return groupIds.flatMap((id, group) =>
    id === null
      ? []
      : [{ id, emoji: sorted.filter((entry) => entry.group === group).flatMap(emojiOf) }],
  )
}

const emojiOf = ({ unicode, label, tags = [], skins = [] }: Entry): Emoji[] => {
  const emoji = whole(unicode)
  if (!isEmoji(emoji)) return []
  const tones = skins.map(({ unicode }) => unicode).filter(isEmoji)
  return [
    {
      emoji,
      label,
      words: [label, ...tags].join(' ').toLowerCase(),
      // Emoji of two people have a tone for each: the first five are of equal ones only for a single person.
      tones: tones.length === 5 ? tones : [],
    },
  ]
}

/** An emoji in the skin tone that was chosen. */
export const inTone = ({ emoji, tones }: Emoji, tone = skinTone()): string =>
  (tone > 0 ? tones[tone - 1] : undefined) ?? emoji

/** Emoji whose words begin with each word of a text; those named by it first. */
export const findEmoji = (groups: readonly EmojiGroup[], text: string, most = 99): Emoji[] => {
  const wanted = text
    .toLowerCase()
    .replace(/:/g, '')
    .split(/[\s_]+/)
    .filter(Boolean)
  if (wanted.length === 0) return []
  const all = groups.flatMap(({ emoji }) => emoji)
  const has = (words: string) =>
    wanted.every(
      (word) =>
        ` ${words}`.includes(` ${word}`) || (/[^\p{ASCII}]/u.test(word) && words.includes(word)),
    )
  const found = all.filter(({ words, emoji }) => has(words) || emoji === text)
  const byName = (label: string) => (label.toLowerCase().startsWith(wanted.join(' ')) ? 0 : 1)
  return found.sort((a, b) => byName(a.label) - byName(b.label)).slice(0, most)
}
