import { reactive } from 'vue'
import type { StreamEvent } from '../../shared/events.ts'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import type { Api } from '../lib/api.ts'
import { passing, unless } from '../lib/api.ts'

type Given = Awaited<ReturnType<Api['chat']['ownMarks']['query']>>
export type OwnMarks = ReturnType<typeof useOwnMarks>

/** What only one person sees on the messages of a chat: what she has saved, and the threads that she follows. */
export const useOwnMarks = (api: Api, chatId: ChatId, given: Given) => {
  const saved = reactive(new Map<string, string | null>())
  const followed = reactive(new Map<string, number>())
  const put = (marks: Given) => {
    saved.clear()
    followed.clear()
    for (const { messageId, remindAt } of marks.saved) saved.set(messageId, remindAt)
    for (const { threadId, readSeq } of marks.threads) followed.set(threadId, readSeq)
  }
  put(given)
  /** Shows an entry of a map as it will be; puts it back when that fails. */
  const trying = async <V>(
    map: Map<string, V>,
    id: string,
    value: V | undefined,
    call: () => Promise<unknown>,
  ) => {
    const before = map.get(id)
    const set = (now: V | undefined) => (now === undefined ? map.delete(id) : map.set(id, now))
    set(value)
    try {
      await call()
    } catch (error) {
      set(before)
      throw error
    }
  }

  return {
    saved,
    followed,
    /** The marks as they stand, as they would be given again. */
    given: (): Given => ({
      saved: [...saved].map(([id, remindAt]) => ({ messageId: id as MessageId, remindAt })),
      threads: [...followed].map(([id, readSeq]) => ({ threadId: id as MessageId, readSeq })),
    }),
    save: (of: { chatId: ChatId; messageId: MessageId }, remindAt: string | null) =>
      trying(saved, of.messageId, remindAt, () =>
        api.chat.save.mutate({ ...of, ...(remindAt ? { remindAt } : {}) }),
      ),
    unsave: (messageId: MessageId) =>
      trying(saved, messageId, undefined, () => api.chat.unsave.mutate({ messageId })),
    follow: (chatId: ChatId, threadId: MessageId, following: boolean) =>
      trying(followed, threadId, following ? Number.MAX_SAFE_INTEGER : undefined, () =>
        following
          ? api.chat.follow.mutate({ chatId, threadId })
          : api.chat.unfollow.mutate({ chatId, threadId }),
      ),
    take: (event: StreamEvent) => {
      if (event.type === 'stream.ready' || event.type === 'stream.resync')
        void unless(passing, api.chat.ownMarks.query({ chatId })).then(
          (marks) => marks && put(marks),
        )
      if (!('chatId' in event) || event.chatId !== chatId) return
      if (event.type === 'saved.changed') {
        if (event.saved) saved.set(event.messageId, event.remindAt)
        else saved.delete(event.messageId)
      } else if (event.type === 'reminder.due') saved.set(event.messageId, null)
      else if (event.type === 'thread.followed') {
        if (event.following) followed.set(event.threadId, event.readSeq)
        else followed.delete(event.threadId)
      } else if (event.type === 'thread.read' && followed.has(event.threadId))
        followed.set(event.threadId, event.readSeq)
    },
  }
}
