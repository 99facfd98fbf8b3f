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
  /** Messages of others that came for the time when the stream was down. */
  const fresh = ref(0)
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const clear = () => {
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
  }
  const say = (next: Connection) => {
    connection.value = next
    if (next === 'fine') fresh.value = 0
  }
  const sayAfter = (ms: number, next: Connection) =>
    ms > 0 ? timers.add(setTimeout(() => say(next), ms)) : say(next)

  const follow = () => {
    const state = live.state.value
    clear()
    if (state === 'signed-out') say('ended')
    else if (state === 'offline') say('offline')
    else if (
      (state === 'reconnecting' || state === 'connecting') &&
      connection.value !== 'offline'
    ) {
      // Another chat was on screen when it began.
      const down = Date.now() - (live.downSince ?? Date.now())
      sayAfter(sayReconnectingMs - down, 'reconnecting')
      sayAfter(sayOfflineMs - down, 'offline')
    }
  }
  onMounted(follow)
  watch(live.state, follow)
  onBeforeUnmount(clear)

  return {
    connection,
    fresh,
    /** A message of somebody else came: while the stream is down, or as it brings what it missed, that is news. */
    heard: () => {
      if (live.state.value !== 'live') fresh.value += 1
    },
    /** What was missed has been asked for, and brought so many messages. */
    caughtUp: (brought: number) => {
      fresh.value += brought
      if (live.state.value !== 'live') return
      if (connection.value === 'fine') return say('fine')
      clear()
      say('back')
      sayAfter(sayBackMs, 'fine')
    },
  }
}
