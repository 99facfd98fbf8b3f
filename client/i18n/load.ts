import type { Language } from '../../shared/preferences.ts'
import type { Words } from './words.ts'

/** Each language is a chunk of its own, and a page loads one. */
const sources: Record<Language, () => Promise<Words>> = {
  en: async () => (await import('./en/index.ts')).en,
  'zh-CN': async () => (await import('./zh/index.ts')).zh,
  ja: async () => (await import('./ja/index.ts')).ja,
}
const folders: Record<Language, string> = { en: 'en', 'zh-CN': 'zh', ja: 'ja' }

export const loadWords = (language: Language): Promise<Words> => sources[language]()

/** The source of a language, for the preload links of the rendered page. */
export const wordsSource = (language: Language): string =>
  `client/i18n/${folders[language]}/index.ts`
