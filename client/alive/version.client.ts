import type { Router } from 'vue-router'
import type { Live } from '../lib/live.ts'
import type { AppState } from '../state.ts'

const idleMs = 10 * 60_000

/**
 * Notices that another version of the app is served: asked whenever the stream has come back, as it does after a deploy. The new one
 * comes with the next page, or when nobody has touched this one for ten minutes; nothing is reloaded under anybody's hands.
 */
export const followVersion = ({
  state,
  live,
  router,
}: {
  state: AppState
  live: Live
  router: Router
}): void => {
  const entry = document.querySelector<HTMLScriptElement>('script[src*="entry-client"]')
  const running = entry && new URL(entry.src).pathname
  let touchedAt = Date.now()
  const touch = () => {
    touchedAt = Date.now()
  }
  for (const type of ['pointerdown', 'keydown', 'scroll'])
    addEventListener(type, touch, { passive: true, capture: true })

  const ask = async () => {
    const served = await fetch('/version', { cache: 'no-store' })
      .then((answer) => (answer.ok ? answer.text() : null))
      .catch(() => null)
    if (served && running && served !== running) state.outdated = true
  }
  live.on((event) => {
    if (event.type === 'stream.ready') void ask()
  })
  setInterval(() => {
    if (state.outdated && Date.now() - touchedAt > idleMs) location.reload()
  }, 60_000)
  router.beforeEach((to, from) => {
    if (!state.outdated || to.path === from.path) return true
    location.assign(to.fullPath)
    return false
  })
}
