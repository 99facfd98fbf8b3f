import { computed, onBeforeUnmount, onMounted, ref, watch } from 'vue'
import type { Ref } from 'vue'
import { keepPlace } from './keep-place.client.ts'
import type { Shown } from './shown.ts'

const nearNewest = 80
const farFromNewest = 240

/** Where the reader stands in a list that grows upwards from its foot. */
export const useFeedScroll = (
  scroller: Readonly<Ref<HTMLElement | null>>,
  state: {
    messages: () => readonly Shown[]
    me: string
    hasBefore: () => boolean
    hasAfter: () => boolean
    loading: () => boolean
  },
  ask: { older: () => void; newer: () => void },
) => {
  /** Far enough from the newest message to be offered a way back. */
  const away = ref(false)
  /** The line of the unread is above what can be seen. */
  const lineAbove = ref(false)
  /** The last message when the reader last was at the foot. */
  const seen = ref<number | null>(null)
  let frame = 0

  const atNewest = () => !state.hasAfter() && (scroller.value?.scrollTop ?? 0) > -nearNewest
  const lastSeq = () => state.messages().findLast(({ seq }) => seq !== null)?.seq ?? 0

  const look = () => {
    const area = scroller.value
    if (!area) return
    away.value = state.hasAfter() || area.scrollTop < -farFromNewest
    if (atNewest()) seen.value = lastSeq()
    const line = area.querySelector('[data-line]')
    lineAbove.value =
      line !== null && line.getBoundingClientRect().top < area.getBoundingClientRect().top
    if (state.loading()) return
    const toTop = area.scrollHeight - area.clientHeight + area.scrollTop
    if (state.hasBefore() && toTop < 600) ask.older()
    else if (state.hasAfter() && -area.scrollTop < 300) ask.newer()
  }
  const onScroll = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0
      look()
    })
  }
  onMounted(() => {
    if (scroller.value) keepPlace(scroller.value, () => state.messages().at(-1)?.id)
    look()
  })
  onBeforeUnmount(() => cancelAnimationFrame(frame))
  watch(() => [state.messages().length, state.hasAfter()], onScroll, { flush: 'post' })

  return {
    away,
    lineAbove,
    onScroll,
    atNewest,
    inSight: (): boolean => scroller.value?.checkVisibility({ visibilityProperty: true }) ?? false,
    /** How many messages of others came since the reader left the foot of the list. */
    arrived: computed(() => {
      const upTo = seen.value
      if (upTo === null) return 0
      return state
        .messages()
        .filter(
          ({ seq, senderId, notice }) =>
            seq !== null && seq > upTo && senderId !== state.me && !notice,
        ).length
    }),
    toNewest: () => scroller.value?.scrollTo({ top: 0 }),
    /** Puts a message into the middle. @returns false when it is not here */
    show: (seq: number): boolean => {
      const row = scroller.value?.querySelector(`#m-${seq}`)
      row?.scrollIntoView({ block: 'center' })
      return row !== null && row !== undefined
    },
    /** The seq of the lowest message of which the end can be seen; null when there is none. */
    lastSeen: (): number | null => {
      const area = scroller.value
      if (!area) return null
      const foot = area.getBoundingClientRect().bottom + 4
      const rows = [...area.querySelectorAll<HTMLElement>('[data-seq]')]
      const row = rows.findLast((row) => row.getBoundingClientRect().bottom <= foot)
      return row ? Number(row.dataset.seq) : null
    },
  }
}
