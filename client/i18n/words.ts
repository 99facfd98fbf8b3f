import type { InjectionKey } from 'vue'
import { computed } from 'vue'
import { required } from '../lib/inject.ts'
import { clock } from '../lib/time.ts'
import { useAppState } from '../state.ts'
import type { en } from './en/index.ts'
import type { rare } from './en/rare.ts'

/** All that the app says, in one language. Another language is another object of this type. */
export type Words = CommonWords & RareWords
export type CommonWords = typeof en
export type RareWords = typeof rare

export const wordsKey: InjectionKey<Words> = Symbol('words')
export const useWords = (): Words => required(wordsKey)

/** Dates and times in the person's language and time zone. */
export const useClock = () => {
  const words = useWords()
  const state = useAppState()
  return computed(() => clock(words.locale, state.timeZone))
}
