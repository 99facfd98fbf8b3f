import type { ComputedRef } from 'vue'
import { computed } from 'vue'
import type { Appearance, Language, Preferences } from '../../shared/preferences.ts'
import { defaultPreferences } from '../../shared/preferences.ts'
import type { AppState } from '../state.ts'
import { useAppState } from '../state.ts'
import { useApi } from './use-api.ts'

/** How the page is painted: as the signed-in person chose, else as this browser was left. */
export const appearanceOf = (state: AppState): Appearance =>
  state.session?.me.preferences ?? state.appearance

/** The language of the page. */
export const languageOf = (state: AppState): Language => {
  const { language } = appearanceOf(state)
  return language === 'system' ? state.browserLanguage : language
}

/** How the person wants the app; it follows her other devices. */
export const usePreferences = (): ComputedRef<Preferences> => {
  const state = useAppState()
  return computed(
    () => state.session?.me.preferences ?? { ...defaultPreferences, ...state.appearance },
  )
}

/** Puts preferences into the state of the page. */
export const adoptPreferences = (state: AppState, preferences: Preferences): void => {
  const { session } = state
  if (session) state.session = { ...session, me: { ...session.me, preferences } }
}

/** Changes preferences at once and then on the server; a refusal brings them back and is thrown on. */
export const useChangePreferences = (): ((change: Partial<Preferences>) => Promise<void>) => {
  const state = useAppState()
  const api = useApi()
  const preferences = usePreferences()
  return async (change) => {
    const before = preferences.value
    adoptPreferences(state, { ...before, ...change })
    try {
      adoptPreferences(state, await api.identity.updatePreferences.mutate(change))
    } catch (error) {
      adoptPreferences(state, before)
      throw error
    }
  }
}
