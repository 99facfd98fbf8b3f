import type { InjectionKey, Ref } from 'vue'
import { ref } from 'vue'
import type { StreamEvent } from '../../shared/events.ts'
import { required } from './inject.ts'

/** How the stream of events stands. */
export type LiveState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline' | 'signed-out'

/** The events of the signed-in person, for whoever listens. Idle until the browser opens the stream; always on the server. */
export interface Live {
  state: Ref<LiveState>
  /** Since when the stream has been down, in ms; null while it is live, and before it was opened. */
  downSince: number | null
  /** Tries to reconnect now instead of when it is due. */
  hurry: () => void
  /** Listens until the returned function is called. */
  on(listener: (event: StreamEvent) => void): () => void
  emit(event: StreamEvent): void
}

export const createLive = (): Live => {
  const listeners = new Set<(event: StreamEvent) => void>()
  return {
    state: ref('idle'),
    downSince: null,
    hurry: () => {},
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    emit: (event) => {
      for (const listener of [...listeners]) listener(event)
    },
  }
}

export const liveKey: InjectionKey<Live> = Symbol('live')
export const useLive = (): Live => required(liveKey)
