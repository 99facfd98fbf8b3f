import { watchEffect } from 'vue'
import type { Appearance } from '../../shared/preferences.ts'
import { appearanceCookies } from '../../shared/preferences.ts'
import type { AppState } from '../state.ts'
import { appearanceOf, languageOf } from './preferences.ts'

const year = 365 * 24 * 60 * 60

/** Paints the page as its person wants it, and leaves cookies, so that the pages for visitors look alike. */
export const followAppearance = (state: AppState): void => {
  watchEffect(() => {
    const appearance = appearanceOf(state)
    const { dataset } = document.documentElement
    if (appearance.theme === 'system') delete dataset.theme
    else dataset.theme = appearance.theme
    dataset.density = appearance.density
    document.documentElement.lang = languageOf(state)
    for (const key of Object.keys(appearanceCookies) as (keyof Appearance)[])
      document.cookie = `${appearanceCookies[key]}=${appearance[key]}; path=/; max-age=${year}; samesite=lax`
  })
}
