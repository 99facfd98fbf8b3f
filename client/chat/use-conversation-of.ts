import type { ComputedRef } from 'vue'
import { computed, provide, ref } from 'vue'
import { useRouter } from 'vue-router'
import type { ChatSummary } from '../../shared/chat.ts'
import type { Person } from '../../shared/people.ts'
import { useFaultText } from '../i18n/fault-text.ts'
import { useWords } from '../i18n/words.ts'
import { faultOf } from '../lib/api.ts'
import { useApi } from '../lib/use-api.ts'
import { useSession, useWorkspace } from '../state.ts'
import { useRenewed } from '../lib/renewed.ts'
import { absolute } from '../lib/copy.client.ts'
import { useToasts } from '../ui/toasts.ts'
import type { Conversation, Opened } from './conversation.ts'
import { conversationKey } from './conversation.ts'
import type { Quoting } from './quoting.ts'
import { quotingOf } from './quoting.ts'
import type { Shown } from './shown.ts'
import type { useAttempts } from './use-attempts.ts'
import { useMessageActions } from './use-message-actions.ts'
import type { OwnMarks } from './use-own-marks.ts'

const unknown = (id: string): Person => ({ id: id as Person['id'], name: '?', isBot: false })

/** Gives the rows of one list what they share. */
export const useConversationOf = (given: {
  chat: ComputedRef<ChatSummary>
  people: ComputedRef<ReadonlyMap<string, Person>>
  /** She is a member, still. */
  joined: () => boolean
  inThread: boolean
  attempts: ReturnType<typeof useAttempts>
  marks: OwnMarks
  unsent: Conversation['unsent']
  seen?: Conversation['seen']
  /** Takes a message up where one writes. */
  quote: (message: Quoting) => void
}): Conversation => {
  const { chat, people, marks } = given
  const words = useWords()
  const faultText = useFaultText()
  const toasts = useToasts()
  const router = useRouter()
  const { me } = useSession()
  const { workspace } = useWorkspace()
  const base = `/w/${workspace.slug}/chats/${chat.value.id}`
  const opened = ref<Opened | null>(null)
  const linkOf = ({ seq, threadId, alsoToChannel }: Shown) =>
    absolute(`${base}?at=${seq}${threadId && !alsoToChannel ? `&thread=${threadId}` : ''}`)

  const renewed = useRenewed()
  const personOf = (id: string) =>
    renewed(people.value.get(id) ?? (id === me.id ? me : unknown(id)))

  const conversation: Conversation = {
    me,
    base,
    personUrl: (id) => `/w/${workspace.slug}/people/${id}`,
    personOf,
    inThread: given.inThread,
    may: computed(() => ({
      write: given.joined() && chat.value.archivedAt === null,
      manage: chat.value.role !== 'member',
    })),
    saved: marks.saved,
    followed: marks.followed,
    editing: ref(null),
    opened,
    seen: given.seen ?? computed(() => null),
    unsent: given.unsent,
    act: useMessageActions({
      api: useApi(),
      me: me.id,
      attempts: given.attempts,
      marks,
      linkOf,
      words: words.message,
      tell: (text) => toasts.show(text),
      onFault: (error) => toasts.show(faultText(faultOf(error)), { kind: 'danger' }),
      onReply: (rootId) => void router.push(`${base}?thread=${rootId}`),
      onQuote: (message) => given.quote(quotingOf(message, personOf(message.senderId))),
    }),
  }
  provide(conversationKey, conversation)
  return conversation
}
