import { onBeforeUnmount, onMounted } from 'vue'
import type { ChatSummary } from '../../shared/chat.ts'
import { usePreferences } from '../lib/preferences.ts'
import { useApi } from '../lib/use-api.ts'
import { useWorkspace } from '../state.ts'
import { watchReading } from './reading.client.ts'

/**
 * Moves the read pointer of a chat as its messages are read. A chat that was marked unread by hand before it was opened is read by
 * being looked at again; one that is marked while it is open stays so.
 */
export const useReadPointer = (
  chat: () => ChatSummary,
  list: {
    inSight: () => boolean
    atNewest: () => boolean
    lastSeen: () => number | null
    seq: () => number
  },
  enabled: boolean,
) => {
  const api = useApi()
  const here = useWorkspace()
  const preferences = usePreferences()
  const { id: chatId, manualUnread: markedBefore } = chat()
  let reading: ReturnType<typeof watchReading> | null = null
  let marked = false

  const move = async (seq: number, byHand: boolean) => {
    const mine = here.chats.find(({ id }) => id === chatId)
    if (mine && seq >= list.seq())
      Object.assign(mine, {
        unread: 0,
        mentions: 0,
        manualUnread: false,
        readSeq: Math.max(seq, mine.readSeq),
      })
    // When it fails the next message, or the next visit, moves the pointer.
    await api.chat.markRead.mutate({ chatId, seq, byHand }).catch(() => undefined)
  }
  onMounted(() => {
    if (!enabled) return
    reading = watchReading({
      policy: () => preferences.value.readPolicy,
      ...list,
      onRead: (seq) => {
        if (!marked && seq > chat().readSeq) void move(seq, markedBefore)
        else if (!marked && markedBefore) void move(seq, true)
      },
    })
  })
  onBeforeUnmount(() => reading?.stop())

  return {
    check: () => reading?.check(),
    arrived: () => reading?.arrived(),
    /** It was marked unread while it was open: only a hand, or another visit, ends that. */
    hold: () => {
      marked = true
    },
    /** Reads everything now. @returns how to take it back */
    readAll: async (): Promise<() => void> => {
      const { readSeq, manualUnread } = chat()
      marked = false
      await move(list.seq(), true)
      return () => {
        marked = true
        void api.chat.restoreReads
          .mutate({ workspaceId: here.workspace.id, undo: [{ chatId, readSeq, manualUnread }] })
          .catch(() => undefined)
      }
    },
  }
}
