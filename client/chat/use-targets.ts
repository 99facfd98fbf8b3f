import type { Ref } from 'vue'
import { computed, onMounted, shallowRef } from 'vue'
import type { ChatId } from '../../shared/ids.ts'
import type { Person } from '../../shared/people.ts'
import { passing, unless } from '../lib/api.ts'
import { useApi } from '../lib/use-api.ts'
import type { Entry } from '../palette/entries.ts'
import { chatEntry, personEntry, rank, withoutDirects } from '../palette/entries.ts'
import { noteOpened, readFrecency } from '../palette/frecency.client.ts'
import { useSession, useWorkspace } from '../state.ts'

const shown = 20

/** A chat or a person that something can be sent to. */
export type Target = Exclude<Entry, { kind: 'command' }>

/** Where the person may write, found and ordered as the palette does. */
export const useTargets = (text: Readonly<Ref<string>>) => {
  const api = useApi()
  const { me } = useSession()
  const here = useWorkspace()
  const workspaceId = here.workspace.id
  const people = shallowRef<Person[]>([])
  const frecency = readFrecency(me.id)
  const now = Date.now()

  onMounted(async () => {
    people.value =
      (await unless(['forbidden', ...passing], api.workspace.members.query({ workspaceId }))) ?? []
  })
  const targets = computed((): Target[] => {
    const entries = [
      ...here.chats.filter(({ archivedAt }) => archivedAt === null).map(chatEntry),
      ...withoutDirects(people.value, here.chats)
        .filter(({ id }) => id !== me.id)
        .map(personEntry),
    ]
    return rank(
      entries,
      { scope: 'all', text: text.value.trim() },
      { frecency, now, here: null },
    ).flatMap((entry) => (entry.kind === 'command' ? [] : [entry]))
  })

  return {
    targets: computed(() => targets.value.slice(0, shown)),
    /** The chat of a target: a talk with a person begins when it is first needed. */
    chatOf: async (target: Target): Promise<ChatId> => {
      noteOpened(me.id, target.key)
      if (target.kind === 'chat') return target.chat.id
      const userId = target.person.id
      return (await api.chat.openDirect.mutate({ workspaceId, userId })).chatId
    },
  }
}
