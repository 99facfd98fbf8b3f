import { ref } from 'vue'
import type { ChatSummary } from '../../shared/chat.ts'
import type { Unread } from './rows.ts'

/**
 * What was new when the reader came, and what came while she was away. It does not move while she reads: what arrives under her eyes
 * is not new.
 */
export const useUnread = (chat: () => ChatSummary, seq: number) => {
  const { readSeq, lastSeq, unread: count } = chat()
  const unread = ref<Unread & { count: number }>({
    after: readSeq,
    upTo: Math.max(seq, lastSeq),
    count,
  })
  return {
    unread,
    /** A message of somebody else came while nobody was looking. */
    missed: (seq: number) => {
      const { after, upTo, count } = unread.value
      const { readSeq } = chat()
      unread.value =
        readSeq >= upTo
          ? { after: readSeq, upTo: seq, count: 1 }
          : { after, upTo: seq, count: count + 1 }
    },
    /** It was marked unread by hand. */
    begin: (after: number, upTo: number, count: number) => {
      unread.value = { after, upTo, count }
    },
    /** All of it was marked read: the line goes. */
    clear: () => {
      unread.value = { after: unread.value.upTo, upTo: unread.value.upTo, count: 0 }
    },
  }
}
