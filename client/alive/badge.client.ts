import { watch } from 'vue'
import type { AppState } from '../state.ts'
import { waitingIn } from '../lib/title.ts'

/** Says by the tab's icon, and by the installed app's, that something waits. */
export const followBadge = (state: AppState): void => {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  watch(
    () => waitingIn(state),
    (waiting) => {
      if (icon) icon.href = waiting > 0 ? '/favicon-unread.svg' : '/favicon.svg'
      // Not in every browser, and only where the app is installed; then nothing is lost.
      const set = (navigator as Partial<Navigator>).setAppBadge?.(waiting)
      void set?.catch(() => undefined)
    },
    { immediate: true },
  )
}
