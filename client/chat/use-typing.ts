import { computed, onBeforeUnmount, reactive } from 'vue'
import type { StreamEvent } from '../../shared/events.ts'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Api } from '../lib/api.ts'

/** Who is typing in a chat or one of its threads, and telling that I am. */
export const useTyping = (api: Api, chatId: ChatId, me: UserId, threadId?: MessageId) => {
  const typing = reactive(new Map<UserId, string>())
  const timers = new Map<UserId, ReturnType<typeof setTimeout>>()
  let toldAt = 0
  const end = (id: UserId) => {
    clearTimeout(timers.get(id))
    timers.delete(id)
    typing.delete(id)
  }
  onBeforeUnmount(() => {
    for (const id of [...timers.keys()]) end(id)
  })
  return {
    names: computed(() => [...typing.values()]),
    take: (event: StreamEvent) => {
      if (!('chatId' in event) || event.chatId !== chatId) return
      if (event.type === 'message.sent') end(event.sender.id)
      if (event.type !== 'typing' || event.person.id === me) return
      if (event.threadId !== (threadId ?? null)) return
      const { id, name } = event.person
      end(id)
      typing.set(id, name)
      timers.set(
        id,
        setTimeout(() => end(id), limits.typingShownMs),
      )
    },
    /** What was typed is sent: typing on is news again. */
    sent: () => {
      toldAt = 0
    },
    /** Tells the others, at most every three seconds. That it fails matters to nobody. */
    tell: () => {
      const now = performance.now()
      if (toldAt > 0 && now - toldAt < limits.typingEveryMs) return
      toldAt = now
      api.chat.typing.mutate({ chatId, ...(threadId ? { threadId } : {}) }).catch(() => undefined)
    },
  }
}
