import { onBeforeUnmount, onMounted, shallowRef, watch } from 'vue'
import type { UserId } from '../../../shared/ids.ts'
import { keptAs } from '../../lib/kept.client.ts'
import type { Quoting } from '../quoting.ts'
import type { Place } from './drafts.ts'

/** What a draft answers to. It is kept on this device alone, beside the text. */
export const keptQuote = (me: UserId, { chatId, threadId }: Place) =>
  keptAs<Quoting>(`fechatter:quote:${me}:${chatId}:${threadId ?? ''}`)

/** What the message that is being written answers to, over a reload, until it is sent or taken out. */
export const useQuoting = (me: UserId, place: Place) => {
  const kept = keptQuote(me, place)
  const quoting = shallowRef<Quoting | null>(null)
  let end = () => {}
  onMounted(() => {
    const show = () => {
      quoting.value = kept.read()
    }
    show()
    end = kept.follow(show)
    // Within the act itself: the page may be left right after it.
    watch(quoting, kept.keep, { flush: 'sync' })
  })
  onBeforeUnmount(() => end())
  return quoting
}
