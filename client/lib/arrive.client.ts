import { nextTick } from 'vue'
import type { Router } from 'vue-router'
import type { AppState } from '../state.ts'

/** On another page it says where one is, and the focus goes to its heading unless something of the page has it already. */
export const arrive = ({
  router,
  state,
  say,
}: {
  router: Router
  state: AppState
  say: (text: string) => void
}): void => {
  router.afterEach(async (to, from, failure) => {
    if (failure || to.path === from.path) return
    await nextTick()
    say(state.title)
    const main = document.querySelector('main')
    if (main?.contains(document.activeElement)) return
    main?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
  })
}
