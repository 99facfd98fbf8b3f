import { nextTick, watch } from 'vue'
import type { Router } from 'vue-router'
import { followBadge } from '../alive/badge.client.ts'
import { registerWorker } from '../alive/install.client.ts'
import { notify } from '../alive/notifications.client.ts'
import { followVersion } from '../alive/version.client.ts'
import type { Words } from '../i18n/words.ts'
import type { AppState } from '../state.ts'
import type { Toasts } from '../ui/toasts.ts'
import { followAppearance } from './appearance.client.ts'
import { openEvents } from './events.client.ts'
import type { Api } from './api.ts'
import type { Live } from './live.ts'
import { adoptPreferences } from './preferences.ts'
import { adoptPerson } from './renewed.ts'
import { keepPresent } from './presence.client.ts'
import { followTitle } from './title.client.ts'

const zoneCookie = 'fechatter_tz'
const year = 365 * 24 * 60 * 60

/** What only a browser has, taken up after hydration: the time zone, the stream of events, being there, focus after navigation, the tab's title. */
export const connect = ({
  api,
  router,
  state,
  live,
  words,
  toasts,
}: {
  api: Api
  router: Router
  state: AppState
  live: Live
  words: Words
  toasts: Toasts
}): void => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  document.cookie = `${zoneCookie}=${zone}; path=/; max-age=${year}; samesite=lax`
  state.timeZone = zone
  const tick = () => {
    state.now = new Date().toISOString()
  }
  setInterval(tick, 60_000)
  document.addEventListener('visibilitychange', tick)

  followTitle(state)
  followBadge(state)
  registerWorker()
  followAppearance(state)
  router.afterEach(async (to, from, failure) => {
    if (failure || to.path === from.path) return
    await nextTick()
    const active = document.activeElement
    if (active && active !== document.body && active.closest('main')) return
    document.querySelector<HTMLElement>('h1')?.focus()
  })

  if (!state.session) return
  live.on((event) => {
    if (event.type === 'preferences.changed') adoptPreferences(state, event.preferences)
    if (event.type === 'workspace.person-updated') adoptPerson(state, event.person)
  })
  keepPresent({ api, live })
  followVersion({ state, live, router })
  notify({ state, live, router, words, show: toasts.show })
  const scope = state.session.me.id
  const open = () => {
    live.hurry = openEvents({
      url: '/sse',
      scope,
      onEvent: (event) => live.emit(event),
      onState: (now) => {
        const up = now === 'live' || now === 'signed-out'
        live.downSince = up ? null : (live.downSince ?? Date.now())
        live.state.value = now
      },
    }).hurry
  }
  open()
  // Signed in again over the page: see SignInSheet.vue.
  watch(live.state, (now, before) => {
    if (now === 'idle' && before === 'signed-out') open()
  })
}
