import { v7 } from 'uuid'
import { limits } from '../../shared/limits.ts'
import type { DeviceState } from '../../shared/presence.ts'
import type { Api } from './api.ts'
import type { Live } from './live.ts'

const signs = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'touchstart'] as const

/** This page, among all that a person has open: each has a lease of its own. */
export const deviceId: string = v7()

let usedAt = Date.now()

/** Whether this page is in use: seen, and touched within the last minutes. */
export const deviceState = (): Exclude<DeviceState, 'offline'> =>
  document.visibilityState === 'visible' && Date.now() - usedAt < limits.presenceIdleMs
    ? 'online'
    : 'away'

/** Renews the lease by which its person is there for as long as the page lives, at once when it becomes idle or is used again. */
export const keepPresent = ({ api, live }: { api: Api; live: Live }): void => {
  let told: DeviceState = 'offline'
  const tell = () => {
    told = deviceState()
    // That it fails matters to nobody: the next one is soon.
    api.workspace.heartbeat.mutate({ deviceId, state: told }).catch(() => undefined)
  }
  const look = () => {
    if (live.state.value === 'live' && deviceState() !== told) tell()
  }
  const use = () => {
    usedAt = Date.now()
    look()
  }
  for (const sign of signs) addEventListener(sign, use, { passive: true, capture: true })
  document.addEventListener('visibilitychange', look)
  addEventListener('pagehide', () => {
    if (live.state.value !== 'live') return
    told = 'offline'
    // The page is going: only a request that outlives it arrives.
    void fetch('/trpc/workspace.heartbeat', {
      method: 'POST',
      keepalive: true,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ deviceId, state: told }),
    }).catch(() => undefined)
  })
  live.on((event) => {
    if (event.type === 'stream.ready') tell()
  })
  setInterval(() => {
    if (live.state.value === 'live') tell()
  }, limits.presenceEveryMs)
}
