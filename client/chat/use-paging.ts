import { ref } from 'vue'
import type { Api } from '../lib/api.ts'
import { passing, unless } from '../lib/api.ts'
import type { Timeline } from './timeline.ts'
import { addNewer, addOlder, reset } from './timeline.ts'

const mostRows = 300

/** Moves the window of messages over the chat's history. It never holds more rows than a browser lays out at once. */
export const usePaging = (api: Api, timeline: Timeline) => {
  const { chatId } = timeline
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

  const load = async (place: { before?: number; after?: number }) => {
    if (loading.value) return null
    loading.value = true
    try {
      return await unless(passing, api.chat.page.query({ chatId, ...place }))
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
  }
}
