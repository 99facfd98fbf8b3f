import { v7 } from 'uuid'
import { reactive } from 'vue'
import type { MessageId, UserId } from '../../shared/ids.ts'
import type { Draft } from '../../shared/message.ts'
import type { Written } from './compose/written.ts'
import type { TabOutbox } from './outbox.client.ts'
import type { Unsent } from './outbox.ts'
import {
  addPending,
  dropPending,
  markCarried,
  markFailed,
  markSending,
  markSent,
} from './pending.ts'
import type { Timeline } from './timeline.ts'

/**
 * Sends from a chat, or from one of its threads: each message is shown at once, handed to the outbox, and follows what the outbox says
 * of it. A reply is shown in its thread, and in the chat when it was sent there as well.
 */
export const useSending = (timeline: Timeline, me: UserId, threadId?: MessageId) => {
  const { chatId } = timeline
  const isMine = (message: Omit<Draft, 'id'>) =>
    message.chatId === chatId &&
    (threadId ? message.threadId === threadId : !message.threadId || message.alsoToChannel === true)
  const stale = reactive(new Set<string>())
  /** Sent from this page, and not acknowledged yet. */
  const own = new Set<string>()
  let outbox: TabOutbox | null = null

  const show = (entry: Unsent) => {
    const { id, body, files = [], coming, quoted: quote = null, writtenAt, state, fault } = entry
    if (!isMine(entry)) return
    if (timeline.pending.some((row) => row.id === id)) markCarried(timeline, id, { files, coming })
    else
      addPending(timeline, {
        id,
        body,
        files,
        quote,
        coming,
        senderId: me,
        createdAt: new Date(writtenAt).toISOString(),
      })
    if (state === 'stale') stale.add(id)
    else stale.delete(id)
    if (state === 'failed' && fault) markFailed(timeline, id, fault)
    if (state === 'waiting') markSending(timeline, id)
  }

  const discard = async (id: string) => {
    await outbox?.discard(id as MessageId)
    dropPending(timeline, id as MessageId)
  }
  return {
    stale,
    /**
     * Takes up the outbox: what earlier tabs left in it for this chat is shown.
     * @param tell told how a message fared
     * @returns how to let go of it
     */
    attach: (tab: TabOutbox, tell: (how: 'sent' | 'failed') => void) => {
      outbox = tab
      void tab.of(chatId).then((entries) => entries.forEach(show))
      return tab.on((heard) => {
        if ('changed' in heard) {
          show(heard.changed)
          if (heard.changed.state === 'failed' && own.delete(heard.changed.id)) tell('failed')
        } else if (heard.chatId === chatId) {
          if (own.delete(heard.sent.id)) tell('sent')
          markSent(timeline, heard.sent)
        }
      })
    },
    send: async (written: Written) => {
      const id = v7() as MessageId
      const { body, files = [], coming, quoted: quote = null } = written
      if (isMine(written))
        addPending(timeline, {
          id,
          body,
          files,
          quote,
          coming,
          senderId: me,
          createdAt: new Date().toISOString(),
        })
      own.add(id)
      await outbox?.add({ id, ...written })
    },
    retry: (id: string) => {
      own.add(id)
      return outbox?.retry(id as MessageId)
    },
    /** Takes a message out of the outbox. */
    discard,
    /** Gives a message up, with the files that it waits for. */
    cancel: async (id: string) => {
      const { coming = [] } = timeline.pending.find((row) => row.id === id) ?? {}
      await discard(id)
      await outbox?.giveUp(coming)
    },
  }
}
