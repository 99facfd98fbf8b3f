import type { RouterHistory } from 'vue-router'
import { createSSRApp, reactive, shallowReactive } from 'vue'
import App from './App.vue'
import type { Words } from './i18n/words.ts'
import { wordsKey } from './i18n/words.ts'
import type { Api } from './lib/api.ts'
import { announcerKey, createAnnouncer } from './lib/announcer.ts'
import { createLive, liveKey } from './lib/live.ts'
import { createPresence, presenceKey } from './lib/presence.ts'
import { createRenewed, renewedKey } from './lib/renewed.ts'
import { apiKey } from './lib/use-api.ts'
import { createAppRouter } from './router.ts'
import type { AppState } from './state.ts'
import { createToasts, toastsKey } from './ui/toasts.ts'
import { stateKey } from './state.ts'

/**
 * The app of one request or of one browser tab. Nothing lives outside of it, so two people rendered at once share nothing.
 * @param onRedirect told where a page leads on to; given on the server, where the browser is to be sent there
 */
export const createApp = (options: {
  api: Api
  history: RouterHistory
  state: AppState
  words: Words
  onRedirect?: (to: string) => void
}) => {
  const { api, history, words, onRedirect } = options
  const { workspace } = options.state
  const state: AppState = shallowReactive({
    ...options.state,
    workspace: workspace && reactive(workspace),
  })
  const live = createLive()
  const announcer = createAnnouncer(words)
  const toasts = createToasts(announcer.say)
  const router = createAppRouter({ api, history, state, words, onRedirect })
  const app = createSSRApp(App)
    .use(router)
    .provide(apiKey, api)
    .provide(stateKey, state)
    .provide(liveKey, live)
    .provide(presenceKey, createPresence(live))
    .provide(renewedKey, createRenewed(live))
    .provide(announcerKey, announcer)
    .provide(toastsKey, toasts)
    .provide(wordsKey, words)
  return { app, router, state, live, toasts, say: announcer.say }
}
