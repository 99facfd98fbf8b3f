import type { StreamEvent } from '../../shared/events.ts'
import type { EventStream, EventStreamOptions, StreamState } from './event-stream.client.ts'
import { openStream } from './event-stream.client.ts'
import type { Locks } from './tab-leader.client.ts'
import { joinTabs } from './tab-leader.client.ts'
import { onWakeUp } from './wake-ups.client.ts'

/** What the tabs of one browser tell each other. */
type Told =
  | { type: 'event'; event: StreamEvent; id: string }
  | { type: 'state'; state: StreamState }
  | { type: 'hello' }
  | { type: 'hurry' }

export interface EventsOptions {
  url: string
  /** Whose events: tabs of one person share a stream. */
  scope?: string
  /** Every event, also those of the stream itself: on `stream.ready` (after each connect) and `stream.resync`, ask `chat.since`. */
  onEvent: (event: StreamEvent) => void
  onState: (state: StreamState) => void
  /** Parts that tests replace. */
  locks?: Locks | undefined
  wakeUps?: typeof onWakeUp
  backoffMs?: EventStreamOptions['backoffMs']
  beatMs?: number
  silenceMs?: number
}

/**
 * The events of the signed-in person, over one stream for all tabs of the browser: it opens at most six connections to a host. One tab
 * leads and tells the others; each of them notes the last id, so that whoever leads next goes on from there.
 */
export const openEvents = ({
  url,
  scope = '',
  onEvent,
  onState,
  locks,
  wakeUps = onWakeUp,
  backoffMs,
  beatMs = 5_000,
  silenceMs = 40_000,
}: EventsOptions): { close: () => void; hurry: () => void } => {
  let state: StreamState | null = null
  let lastId: string | null = null
  let heardAt = Date.now()
  let stream: EventStream | null = null

  const become = (next: StreamState) => {
    if (next === state) return
    state = next
    onState(next)
    if (next === 'signed-out') close()
  }
  const take = (event: StreamEvent, id: string) => {
    lastId = id
    onEvent(event)
  }

  const lead = () => {
    stream = openStream({
      url,
      lastId,
      ...(backoffMs ? { backoffMs } : {}),
      onEvent: (event, id) => {
        tabs.post({ type: 'event', event, id })
        take(event, id)
      },
      onState: (next) => {
        tabs.post({ type: 'state', state: next })
        become(next)
      },
      onBeat: beat,
    })
    return () => {
      stream?.close()
      stream = null
    }
  }
  const onMessage = (told: Told) => {
    if (told.type === 'hurry') return stream?.wake()
    if (told.type === 'hello') {
      if (tabs.leading() && state) tabs.post({ type: 'state', state })
      return
    }
    // Whoever lost the lead may still have something to say.
    if (tabs.leading()) return
    heardAt = Date.now()
    if (told.type === 'event') {
      take(told.event, told.id)
      return
    }
    // A tab that comes later has missed when the stream became live.
    const late = told.state === 'live' && state !== 'live' && lastId === null
    become(told.state)
    if (late) onEvent({ type: 'stream.ready' })
  }
  const tabs = joinTabs<Told>({
    name: `fechatter-events:${scope}`,
    lead,
    onMessage,
    ...(locks ? { locks } : {}),
  })
  tabs.post({ type: 'hello' })

  // A leader in the background has slow timers, but what the network brings is as quick as ever.
  let beatAt = 0
  const beat = () => {
    if (!state || Date.now() - beatAt < beatMs) return
    beatAt = Date.now()
    tabs.post({ type: 'state', state })
  }
  const check = () => {
    if (tabs.leading()) stream?.wake()
    else if (Date.now() - heardAt > silenceMs) tabs.takeOver()
  }
  const asleep = wakeUps(check, () => stream?.lose())
  const timer = setInterval(() => {
    if (tabs.leading()) beat()
    else if (globalThis.document?.visibilityState !== 'hidden') check()
  }, beatMs)
  const hurry = () => (stream ? stream.wake() : tabs.post({ type: 'hurry' }))
  const close = () => {
    asleep()
    clearInterval(timer)
    tabs.close()
  }
  return { close, hurry }
}
