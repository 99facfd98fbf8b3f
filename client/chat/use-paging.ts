import { ref } from 'vue'
import { passing, unless } from '../lib/api.ts'
import type { Page, Timeline } from './timeline.ts'
import { addNewer, addOlder, reset } from './timeline.ts'

const mostRows = 300

interface Place {
  before?: number
  after?: number
  around?: number
  /** ISO 8601: around the first message since. */
  date?: string
}

/**
 * Moves the window of messages over a history. It never holds more rows than a browser lays out at once.
 * @param ask reads a page of the list that the timeline shows
 */
export const usePaging = (timeline: Timeline, ask: (place: Place) => Promise<Page>) => {
  const loading = ref(false)

  /** Drops rows on the side that is far from the reader. */
  const trim = (from: 'oldest' | 'newest') => {
    const extra = timeline.messages.length - mostRows
    if (extra <= 0) return
    if (from === 'oldest') {
      timeline.messages.splice(0, extra)
      timeline.hasBefore = true
    } else {
      timeline.messages.splice(mostRows)
      timeline.hasAfter = true
    }
  }

  const load = async (place: Place) => {
    if (loading.value) return null
    loading.value = true
    try {
      return await unless(passing, ask(place))
    } finally {
      loading.value = false
    }
  }

  return {
    loading,
    trim,
    older: async () => {
      const before = timeline.messages[0]?.seq
      const page = before === undefined ? null : await load({ before })
      if (page && before !== undefined && addOlder(timeline, before, page)) trim('newest')
    },
    newer: async () => {
      const after = timeline.messages.at(-1)?.seq
      const page = after === undefined ? null : await load({ after })
      if (page && after !== undefined && addNewer(timeline, after, page)) trim('oldest')
    },
    newest: async () => {
      const page = await load({})
      if (page) reset(timeline, page)
    },
    /** Shows another part of the history. @returns whether it could be read */
    show: async (place: Place) => {
      const page = await load(place)
      return page !== null && reset(timeline, page)
    },
  }
}
