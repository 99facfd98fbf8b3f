import { computed, reactive, shallowRef } from 'vue'
import type { ChatEvent, StreamEvent } from '../../shared/events.ts'
import type { MessageId, UserId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import type { Api } from '../lib/api.ts'
import { changed, touchedBy } from './change-message.ts'
import { createShown } from './shown.ts'
import { accept, openTimeline } from './timeline.ts'
import { useAttempts } from './use-attempts.ts'
import { useCatchUp } from './use-catch-up.ts'
import { usePaging } from './use-paging.ts'
import { useSending } from './use-sending.ts'

export type ThreadPage = Awaited<ReturnType<Api['chat']['thread']['query']>>

const nobodyWriting = new Map<never, never>()

/**
 * One open thread: the message that it hangs on and its replies as they stand. It listens to the events of its chat as the chat's own
 * list does, and keeps other messages of them.
 */
export const useThread = (
  api: Api,
  page: ThreadPage,
  { me, atNewest }: { me: UserId; atNewest: () => boolean },
) => {
  const { chatId } = page.root
  const threadId = page.root.id
  const root = shallowRef<Message>(page.root)
  const timeline = reactive(openTimeline(chatId, page, (message) => message.threadId === threadId))
  const paging = usePaging(timeline, async (place) => {
    const fresh = await api.chat.thread.query({ chatId, threadId, ...place })
    if (fresh.root.rev >= root.value.rev) root.value = fresh.root
    return fresh
  })
  const sending = useSending(timeline, me, threadId)
  const attempts = useAttempts(me, (id) =>
    id === threadId ? root.value : timeline.messages.find((message) => message.id === id),
  )
  const shown = createShown(me)
  const settle = (event: ChatEvent) => {
    if (touchedBy(event).some(({ id }) => id === threadId)) root.value = changed(root.value, event)
  }
  const catchUp = useCatchUp(api, timeline, {
    me,
    reload: paging.newest,
    onEvents: (events) => {
      events.forEach(settle)
      attempts.settle()
      paging.trim(atNewest() ? 'oldest' : 'newest')
    },
  })

  return {
    root,
    timeline,
    paging,
    sending,
    attempts,
    catchUp,
    rootShown: computed(() => shown.storedOf(root.value, attempts.attempts.get(threadId))),
    messages: computed(() =>
      shown.listOf(timeline, {
        stale: sending.stale,
        streaming: nobodyWriting,
        attempts: attempts.attempts,
      }),
    ),
    /** Takes an event of the stream. @returns the reply that it brought */
    take: (event: StreamEvent): Message | null => {
      if (!('chatId' in event) || event.chatId !== chatId || !('seq' in event)) return null
      const outcome = accept(timeline, event)
      if (outcome === 'gap') void catchUp()
      settle(event)
      attempts.settle()
      if (outcome !== 'applied' || event.type !== 'message.sent') return null
      if (event.message.threadId !== threadId) return null
      paging.trim(atNewest() ? 'oldest' : 'newest')
      return event.message
    },
  }
}

/** Asks for a thread, around a seq or at its newest replies. */
export const askThread = (
  api: Api,
  { chatId, threadId, at }: { chatId: Message['chatId']; threadId: MessageId; at: number | null },
): Promise<ThreadPage> =>
  api.chat.thread.query({ chatId, threadId, ...(at === null ? {} : { around: at }) })
