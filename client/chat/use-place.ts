import type { Ref } from 'vue'
import { computed, nextTick, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { passing, unless } from '../lib/api.ts'
import { useApi } from '../lib/use-api.ts'
import type { Timeline } from './timeline.ts'
import type { usePaging } from './use-paging.ts'
import type { ThreadPage } from './use-thread.ts'
import { askThread } from './use-thread.ts'
import { placeOf, threadOf } from './place-of.ts'

/**
 * Where in a chat the reader is, as the address says: at a message, in a thread, beside a panel. Within one chat the address changes
 * without another page: what is here is shown, and only what is not is asked for.
 */
export const usePlace = (
  page: { thread: ThreadPage | null },
  { timeline, paging }: { timeline: Timeline; paging: ReturnType<typeof usePaging> },
  feed: Readonly<Ref<{ show: (seq: number) => boolean } | null>>,
) => {
  const api = useApi()
  const route = useRoute()
  const router = useRouter()
  const { path } = route
  const { chatId } = timeline
  const threadId = computed(() => threadOf(route.query))
  const place = computed(() => placeOf(route.query))
  const thread = shallowRef(page.thread)

  const isHere = (seq: number) => timeline.messages.some((message) => message.seq === seq)
  const jumpTo = async (seq: number) => {
    if (!isHere(seq) && !(await paging.show({ around: seq }))) return
    await nextTick()
    const nearest = timeline.messages.find((message) => message.seq >= seq)
    if (nearest) feed.value?.show(nearest.seq)
  }
  /** The first message since a moment, or the newest when nothing was said since. */
  const jumpDate = async (date: Date) => {
    if (!(await paging.show({ date: date.toISOString() }))) return
    await nextTick()
    const since = date.toISOString()
    const { messages } = timeline
    const first = messages.find(({ createdAt }) => createdAt >= since) ?? messages.at(-1)
    if (first) feed.value?.show(first.seq)
  }
  watch(
    () => route.fullPath,
    async () => {
      if (route.path !== path) return
      const { around, ...other } = place.value
      if (threadId.value === null) {
        thread.value = null
        if (around !== undefined) await jumpTo(around)
        else if (other.before !== undefined || other.after !== undefined) await paging.show(other)
        return
      }
      const known = thread.value?.root.id === threadId.value
      if (known && around === undefined) return
      const at = around ?? null
      const asked = threadId.value
      const found = await unless(passing, askThread(api, { chatId, threadId: asked, at }))
      if (threadId.value !== asked) return
      if (found) thread.value = found
      else await router.replace({ query: {} })
    },
  )

  return {
    thread,
    panel: computed(() => (threadId.value === null ? (route.query.panel ?? null) : null)),
    /** The message of the chat that the address points at. */
    at: computed(() => (threadId.value === null ? (place.value.around ?? null) : null)),
    threadAt: computed(() => (threadId.value === null ? null : (place.value.around ?? null))),
    jumpTo,
    jumpDate,
  }
}
