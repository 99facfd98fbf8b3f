import { v7 } from 'uuid'
import { reactive } from 'vue'
import type { MessageId, UserId } from '../../shared/ids.ts'
import type { TabOutbox } from './outbox.client.ts'
import type { Unsent } from './outbox.ts'
import type { Timeline } from './timeline.ts'
import { addPending, dropPending, markFailed, markSending, markSent } from './timeline.ts'

/** Sends from a chat: each message is shown at once, handed to the outbox, and follows what the outbox says of it. */
export const useSending = (timeline: Timeline, me: UserId) => {
  const { chatId } = timeline
  const stale = reactive(new Set<string>())
  let outbox: TabOutbox | null = null

  const show = ({ id, body, writtenAt, state, fault }: Unsent) => {
    if (!timeline.pending.some((row) => row.id === id))
      addPending(timeline, { id, body, senderId: me, createdAt: new Date(writtenAt).toISOString() })
    if (state === 'stale') stale.add(id)
    else stale.delete(id)
    if (state === 'failed' && fault) markFailed(timeline, id, fault)
    if (state === 'waiting') markSending(timeline, id)
  }

  return {
    stale,
    /** Takes up the outbox: what earlier tabs left in it for this chat is shown. @returns how to let go of it */
    attach: (tab: TabOutbox) => {
      outbox = tab
      void tab.of(chatId).then((entries) => entries.forEach(show))
      return tab.on((heard) => {
        if ('changed' in heard && heard.changed.chatId === chatId) show(heard.changed)
        if ('sent' in heard && heard.chatId === chatId) markSent(timeline, heard.sent)
      })
    },
    send: async (body: string) => {
      const id = v7() as MessageId
      addPending(timeline, { id, body, senderId: me, createdAt: new Date().toISOString() })
      await outbox?.add({ id, chatId, body })
    },
    retry: (id: string) => outbox?.retry(id as MessageId),
    discard: async (id: string) => {
      await outbox?.discard(id as MessageId)
      dropPending(timeline, id as MessageId)
    },
  }
}
