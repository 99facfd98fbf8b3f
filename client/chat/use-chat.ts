import { computed, reactive, ref, shallowRef } from 'vue'
import type { ChatMember } from '../../shared/chat.ts'
import type { StreamEvent } from '../../shared/events.ts'
import type { ChatId, UserId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'
import type { Api } from '../lib/api.ts'
import { passing, unless } from '../lib/api.ts'
import { createShown } from './shown.ts'
import type { Page } from './timeline.ts'
import { accept, openTimeline } from './timeline.ts'
import { useAttempts } from './use-attempts.ts'
import { useCatchUp } from './use-catch-up.ts'
import { usePaging } from './use-paging.ts'
import { useSending } from './use-sending.ts'
import { useStreaming } from './use-streaming.ts'

/**
 * One open chat: its messages as they stand, fed by the page it came with, by events, and by what is being sent.
 * It touches nothing of the browser; the page that shows it hands it events and its outbox.
 * @param atNewest whether the reader sees the newest message: rows are dropped on the other side
 */
export const useChat = (
  api: Api,
  given: { chatId: ChatId; page: Page; members: ChatMember[] },
  { me, atNewest }: { me: UserId; atNewest: () => boolean },
) => {
  const { chatId } = given
  const timeline = reactive(openTimeline(chatId, given.page))
  const members = shallowRef(given.members)
  const left = ref(false)
  const { streaming, hear, settle } = useStreaming(chatId, me)
  const paging = usePaging(timeline, (place) => api.chat.page.query({ chatId, ...place }))
  const sending = useSending(timeline, me)
  const attempts = useAttempts(me, (id) => timeline.messages.find((message) => message.id === id))
  const shown = createShown(me)
  const trim = () => paging.trim(atNewest() ? 'oldest' : 'newest')
  const catchUp = useCatchUp(api, timeline, {
    me,
    reload: paging.newest,
    onEvents: (events) => {
      events.forEach(settle)
      attempts.settle()
      trim()
    },
  })
  const askMembers = async () => {
    members.value = (await unless(passing, api.chat.members.query({ chatId }))) ?? members.value
  }

  /** Takes an event of the stream. @returns the message that it brought, for who announces it */
  const take = (event: StreamEvent): Message | null => {
    if (!('chatId' in event) || event.chatId !== chatId) return null
    hear(event)
    if (!('seq' in event)) return null
    const outcome = accept(timeline, event)
    settle(event)
    attempts.settle()
    if (outcome === 'gap') void catchUp()
    if (event.type === 'member.left' || event.type === 'member.removed') {
      if (event.userId === me) left.value = true
      else void askMembers()
    }
    if (event.type === 'member.role-changed') void askMembers()
    if (event.type === 'member.joined') {
      if (event.person.id === me) left.value = false
      void askMembers()
    }
    if (outcome !== 'applied' || event.type !== 'message.sent') return null
    trim()
    return event.message.notice ? null : event.message
  }

  return {
    timeline,
    members,
    left,
    paging,
    sending,
    attempts,
    messages: computed(() =>
      shown.listOf(timeline, { stale: sending.stale, streaming, attempts: attempts.attempts }),
    ),
    people: computed(() => {
      const all = new Map(timeline.people)
      for (const member of members.value) all.set(member.id, member)
      for (const { person } of streaming.values()) all.set(person.id, person)
      return all
    }),
    catchUp,
    take,
  }
}
