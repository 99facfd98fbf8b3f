import { computed, onMounted, reactive } from 'vue'
import type { ComputedRef } from 'vue'
import type { StreamEvent } from '../../shared/events.ts'
import type { ChatId, UserId } from '../../shared/ids.ts'
import type { Person } from '../../shared/people.ts'
import type { Api } from '../lib/api.ts'
import { passing, unless } from '../lib/api.ts'
import type { Shown } from './shown.ts'

type Receipts = NonNullable<Awaited<ReturnType<Api['chat']['receipts']['query']>>>

/** Who has read the last message of one's own. */
export interface Seen {
  id: string
  by: Person[]
  /** Everybody has. */
  all: boolean
}

/**
 * How far the others have read a chat, where the workspace shows it: as the page tells, then as they read on.
 * @param given null where the page was not asked for it
 */
export const useReceipts = (
  api: Api,
  { chatId, me }: { chatId: ChatId; me: UserId },
  given: Receipts | null,
  on: () => boolean,
) => {
  const read = reactive(new Map<UserId, number>())
  const put = (receipts: Receipts) => {
    for (const { userId, readSeq } of receipts)
      read.set(userId, Math.max(readSeq, read.get(userId) ?? 0))
  }
  put(given ?? [])
  const ask = async () => {
    if (on()) put((await unless(passing, api.chat.receipts.query({ chatId }))) ?? [])
  }
  onMounted(() => given ?? ask())

  return {
    take: (event: StreamEvent) => {
      // They pass by unstored: what was missed is asked for.
      if (event.type === 'stream.ready') void ask()
      if (event.type === 'receipt' && event.chatId === chatId && event.userId !== me) put([event])
    },
    /** @param people everybody who is in the chat */
    seenIn: (
      messages: ComputedRef<readonly Shown[]>,
      people: () => readonly Person[],
    ): ComputedRef<Seen | null> =>
      computed(() => {
        const last = messages.value.findLast(
          ({ senderId, state, deletedAt, notice, threadId }) =>
            senderId === me && state === 'sent' && !deletedAt && !notice && !threadId,
        )
        const seq = last?.seq
        if (!on() || !last || seq === null || seq === undefined) return null
        const others = people().filter(({ id, isBot }) => id !== me && !isBot)
        const by = others.filter(({ id }) => (read.get(id) ?? 0) >= seq)
        return by.length === 0 ? null : { id: last.id, by, all: by.length === others.length }
      }),
  }
}
