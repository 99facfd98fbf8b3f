import { watchEffect } from 'vue'
import type { AppState } from '../state.ts'
import { titleOf } from './title.ts'

/** Keeps the tab's title up to date. */
export const followTitle = (state: AppState): void => {
  watchEffect(() => {
    document.title = titleOf(state)
  })
}
