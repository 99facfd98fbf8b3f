import { onBeforeUnmount, onMounted, reactive, watch } from 'vue'
import type { UserId } from '../../shared/ids.ts'
import type { Api } from '../lib/api.ts'
import { useLive } from '../lib/live.ts'
import { outboxOf } from './outbox.client.ts'

/** How the connection is shown: small interruptions are not worth a word. */
export interface Connection {
  state: 'fine' | 'reconnecting' | 'offline' | 'back' | 'ended'
  /** Messages of hers, of whatever chat, that wait to be sent. */
  waiting: number
  /** Messages of others that came for the time when the stream was down. */
  fresh: number
}

const sayReconnectingMs = 5_000
const sayOfflineMs = 20_000
const sayBackMs = 2_000

/** What to say of the stream: after 5 s that it reconnects, after 20 s that we are offline, and for 2 s that we have caught up. */
export const useConnection = (api: Api, me: UserId) => {
  const live = useLive()
  const connection = reactive<Connection>({ state: 'fine', waiting: 0, fresh: 0 })
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const clear = () => {
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
  }
  const count = async () => {
    connection.waiting = await outboxOf(api, me).waiting()
  }
  const say = (next: Connection['state']) => {
    connection.state = next
    if (next === 'fine') connection.fresh = 0
    if (next === 'offline') void count()
  }
  const sayAfter = (ms: number, next: Connection['state']) =>
    ms > 0 ? timers.add(setTimeout(() => say(next), ms)) : say(next)

  const follow = () => {
    const state = live.state.value
    clear()
    if (state === 'signed-out') say('ended')
    else if (state === 'offline') say('offline')
    else if (
      (state === 'reconnecting' || state === 'connecting') &&
      connection.state !== 'offline'
    ) {
      // Another chat was on screen when it began.
      const down = Date.now() - (live.downSince ?? Date.now())
      sayAfter(sayReconnectingMs - down, 'reconnecting')
      sayAfter(sayOfflineMs - down, 'offline')
    }
  }
  let leave = () => {}
  onMounted(() => {
    follow()
    void count()
    leave = outboxOf(api, me).on(() => void count())
  })
  watch(live.state, follow)
  onBeforeUnmount(() => {
    clear()
    leave()
  })

  return {
    connection,
    /** Tries now what would be tried again later. */
    hurry: () => {
      live.hurry()
      outboxOf(api, me).hurry()
    },
    /** A message of somebody else came: while the stream is down, or as it brings what it missed, that is news. */
    heard: () => {
      if (live.state.value !== 'live') connection.fresh += 1
    },
    /** What was missed has been asked for, and brought so many messages. */
    caughtUp: (brought: number) => {
      connection.fresh += brought
      if (live.state.value !== 'live') return
      if (connection.state === 'fine') return say('fine')
      clear()
      say('back')
      sayAfter(sayBackMs, 'fine')
    },
  }
}
