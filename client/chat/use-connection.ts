import { onBeforeUnmount, onMounted, ref, watch } from 'vue'
import { useLive } from '../lib/live.ts'

/** How the connection is shown: small interruptions are not worth a word. */
export type Connection = 'fine' | 'reconnecting' | 'offline' | 'back' | 'ended'

const sayReconnectingMs = 5_000
const sayOfflineMs = 20_000
const sayBackMs = 2_000

/** What to say of the stream: after 5 s that it reconnects, after 20 s that we are offline, and for 2 s that we have caught up. */
export const useConnection = () => {
  const live = useLive()
  const connection = ref<Connection>('fine')
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const clear = () => {
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
  }
  const later = (ms: number, next: Connection) =>
    timers.add(
      setTimeout(() => {
        connection.value = next
      }, ms),
    )
  let down = false

  const follow = () => {
    const state = live.state.value
    if (state === 'signed-out') {
      clear()
      connection.value = 'ended'
    } else if (state === 'offline') {
      clear()
      down = true
      connection.value = 'offline'
    } else if (state === 'reconnecting' || state === 'connecting') {
      if (down) return
      down = true
      later(sayReconnectingMs, 'reconnecting')
      later(sayOfflineMs, 'offline')
    } else if (state === 'live') {
      clear()
      down = false
      if (connection.value === 'fine') return
      connection.value = 'back'
      later(sayBackMs, 'fine')
    }
  }
  onMounted(follow)
  watch(live.state, follow)
  onBeforeUnmount(clear)
  return connection
}
