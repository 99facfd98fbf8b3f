import { onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import type { UserId } from '../../../shared/ids.ts'
import { useLive } from '../../lib/live.ts'
import { useApi } from '../../lib/use-api.ts'
import { draftsOf } from './drafts.client.ts'
import type { OpenDraft, Place } from './drafts.ts'

/**
 * The draft of a place as its composer shows it.
 * @param given what the server had when it rendered the page; null when it was not asked
 * @param onText puts a text into the box that came from elsewhere
 */
export const useDraft = (
  me: UserId,
  place: Place,
  given: { draft: string | null; posted: string },
  onText: (text: string) => void,
) => {
  const api = useApi()
  const live = useLive()
  const text = ref(given.posted || (given.draft ?? ''))
  const theirs = ref<string | null>(null)
  const open = shallowRef<OpenDraft | null>(null)

  const show = () => {
    const kept = open.value?.kept()
    if (!kept) return
    theirs.value = kept.theirs
    if (kept.text === text.value) return
    text.value = kept.text
    onText(kept.text)
  }
  onMounted(() => {
    const drafts = draftsOf(api, live, me)
    open.value = drafts.open(place, show)
    if (given.draft === null) drafts.changed(place)
    else open.value.hear(given.draft)
    // A message that was refused without JavaScript is what she writes now.
    if (given.posted) open.value.type(given.posted)
    show()
  })
  onBeforeUnmount(() => open.value?.close())

  return {
    text,
    theirs,
    type: (typed: string) => {
      text.value = typed
      open.value?.type(typed)
    },
    choose: (which: 'mine' | 'theirs') => {
      open.value?.choose(which)
      show()
    },
  }
}
