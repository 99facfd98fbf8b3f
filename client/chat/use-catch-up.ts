import type { ChatEvent } from '../../shared/events.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Api } from '../lib/api.ts'
import { passing, unless } from '../lib/api.ts'
import type { Timeline } from './timeline.ts'
import { repair } from './timeline.ts'

const mostRounds = 5

/**
 * Closes the gaps of a timeline, one question at a time.
 * @param onEvents told what came, after it was taken
 * @param reload shows the newest page instead, when too much was missed
 * @returns a function that catches up to now and tells how many messages of others that brought
 */
export const useCatchUp = (
  api: Api,
  timeline: Timeline,
  {
    me,
    onEvents,
    reload,
  }: { me: UserId; onEvents: (events: readonly ChatEvent[]) => void; reload: () => Promise<void> },
): (() => Promise<number>) => {
  const { chatId } = timeline
  let running = false
  let again = false
  const isNews = (event: ChatEvent) =>
    event.type === 'message.sent' &&
    !event.message.notice &&
    event.message.senderId !== me &&
    event.seq > timeline.seq

  return async () => {
    if (running) {
      again = true
      return 0
    }
    running = true
    let brought = 0
    try {
      for (let round = 0; round < mostRounds; round++) {
        again = false
        const since = await unless(passing, api.chat.since.query({ chatId, seq: timeline.seq }))
        if (!since) return brought
        brought += since.events.filter(isNews).length
        const outcome = repair(timeline, since)
        onEvents(since.events)
        if (outcome === 'reload') await reload()
        if (outcome !== 'gap' && !again) return brought
      }
      return brought
    } finally {
      running = false
    }
  }
}
