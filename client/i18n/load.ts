import type { Language } from '../../shared/preferences.ts'
import type { CommonWords, RareWords, Words } from './words.ts'

/** Each language is two chunks of its own, and a page loads one or both. */
const common: Record<Language, () => Promise<CommonWords>> = {
  en: async () => (await import('./en/index.ts')).en,
  'zh-CN': async () => (await import('./zh/index.ts')).zh,
  ja: async () => (await import('./ja/index.ts')).ja,
}
const rare: Record<Language, () => Promise<RareWords>> = {
  en: async () => (await import('./en/rare.ts')).rare,
  'zh-CN': async () => (await import('./zh/rare.ts')).rare,
  ja: async () => (await import('./ja/rare.ts')).rare,
}
const folders: Record<Language, string> = { en: 'en', 'zh-CN': 'zh', ja: 'ja' }

export const loadWords = async (language: Language): Promise<Words> => ({
  ...(await common[language]()),
  ...(await rare[language]()),
})

/** The words for a browser to begin with. What is said on some pages only is added by `addRareWords` before one of them is shown. */
export const loadCommonWords = async (language: Language): Promise<Words> =>
  ({ ...(await common[language]()) }) as Words
export const addRareWords = async (words: Words, language: Language): Promise<void> => {
  Object.assign(words, await rare[language]())
}

/** The sources of a language, for the preload links of the rendered page. */
export const wordsSources = (language: Language, withRare: boolean): string[] =>
  (withRare ? ['index', 'rare'] : ['index']).map(
    (part) => `client/i18n/${folders[language]}/${part}.ts`,
  )
