import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { createWebHistory } from 'vue-router'
import type { AppRouter } from '../server/router.ts'
import { limits } from '../shared/limits.ts'
import { createApp } from './app.ts'
import { loadCommonWords } from './i18n/load.ts'
import { arrive } from './lib/arrive.client.ts'
import { keepTyped } from './lib/keep-typed.client.ts'
import { languageOf } from './lib/preferences.ts'
import type { AppState } from './state.ts'
import './styles.css'

const given = document.getElementById('state')?.textContent
if (!given) throw new Error('the page came without its state')
const initial = JSON.parse(given) as AppState

if (initial.form) history.replaceState(null, '', initial.url)

const api = createTRPCClient<AppRouter>({
  links: [httpBatchLink({ url: '/trpc', maxItems: limits.batchCalls, maxURLLength: 4000 })],
})
const words = await loadCommonWords(languageOf(initial))
const { app, router, state, live, toasts, say } = createApp({
  api,
  history: createWebHistory(),
  state: initial,
  words,
})

// A page whose code is gone, because a newer version was deployed, is fetched whole.
router.onError((_error, to) => location.assign(to.fullPath))

await router.isReady()
const restore = keepTyped()
app.mount('#app')
restore()
// From here on Enter is the composer's own: see server/ssr/document.ts.
document.documentElement.dataset.alive = ''
arrive({ router, state, say })
// What only goes on from here is loaded now: nobody waits for it.
const { connect } = await import('./lib/connect.client.ts')
connect({ api, router, state, live, words, toasts })
