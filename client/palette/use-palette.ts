import type { Ref } from 'vue'
import { computed, onMounted, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { FaultBody } from '../../shared/errors.ts'
import type { Person } from '../../shared/people.ts'
import { useWords } from '../i18n/words.ts'
import { faultOf, passing, unless } from '../lib/api.ts'
import { useApi } from '../lib/use-api.ts'
import { useSession, useWorkspace } from '../state.ts'
import { chatTitle } from '../workspace/chat-name.ts'
import { commandEntries } from './commands.ts'
import type { Entry } from './entries.ts'
import { chatEntry, personEntry, rank, readAsked, withoutDirects } from './entries.ts'
import { noteOpened, readFrecency } from './frecency.client.ts'
import type { Found } from './use-found.ts'
import { useFound } from './use-found.ts'

interface Line {
  key: string
  title: string
  detail: string
}
/** A line of the palette: an entry, what the server found, or a way to ask on. */
export type Choice =
  Entry | Found | (Line & { kind: 'search'; to: string }) | (Line & { kind: 'ask'; text: string })

/** How a question to the bot stands. */
export type Answer =
  { state: 'asking' } | { state: 'answered'; text: string } | { state: 'failed'; fault: FaultBody }

const shown = 50

/** What the palette offers for what is typed, and what choosing it does. Names in memory are matched at once, what the server finds follows. */
export const usePalette = (
  text: Ref<string>,
  { onCommand }: { onCommand: (key: string) => void },
) => {
  const api = useApi()
  const words = useWords()
  const route = useRoute()
  const router = useRouter()
  const { me } = useSession()
  const here = useWorkspace()
  const base = `/w/${here.workspace.slug}`
  const workspaceId = here.workspace.id

  const people = shallowRef<Person[]>([])
  const answer = ref<Answer | null>(null)
  const frecency = readFrecency(me.id)
  const now = Date.now()

  onMounted(async () => {
    // Guests see nobody but those whom they share a chat with: the chats name them already.
    people.value =
      (await unless(['forbidden', ...passing], api.workspace.members.query({ workspaceId }))) ?? []
  })

  const asked = computed(() => readAsked(text.value))
  const chat = computed(() => here.chats.find(({ id }) => id === route.params.chatId))
  const found = useFound(asked, chat, people)
  const entries = computed(() => [
    ...here.chats.map(chatEntry),
    ...withoutDirects(people.value, here.chats)
      .filter(({ id }) => id !== me.id)
      .map(personEntry),
    ...commandEntries(words, { inChat: chat.value !== undefined }),
  ])
  const further = computed((): Choice[] => {
    const { scope, text: wanted } = asked.value
    if (wanted === '') return []
    if (scope === 'ask')
      return [
        { kind: 'ask', key: 'ask', title: words.palette.ask(wanted), detail: '', text: wanted },
      ]
    if (scope === 'here' && chat.value) {
      const place = chatTitle(chat.value)
      const q = chat.value.name ? `in:#${chat.value.name} ${wanted}` : wanted
      const title = words.palette.searchIn(wanted, place)
      return [{ kind: 'search', key: 'search', title, detail: '', to: searchFor(q) }]
    }
    if (scope !== 'all' && scope !== 'here') return []
    const title = words.palette.searchFor(wanted)
    return [{ kind: 'search', key: 'search', title, detail: '', to: searchFor(wanted) }]
  })
  const searchFor = (q: string) => `${base}/search?q=${encodeURIComponent(q)}`
  const choices = computed(() => [
    ...rank(entries.value, asked.value, {
      frecency,
      now,
      here: chat.value ? `chat:${chat.value.id}` : null,
    }).slice(0, shown),
    ...further.value,
    ...found.value,
  ])

  watch(asked, () => {
    answer.value = null
  })

  const ask = async (question: string) => {
    answer.value = { state: 'asking' }
    try {
      const { text: said } = await api.bot.ask.mutate({ workspaceId, text: question })
      answer.value = { state: 'answered', text: said }
    } catch (error) {
      answer.value = { state: 'failed', fault: faultOf(error) }
    }
  }

  const choose = async (choice: Choice): Promise<void> => {
    if (choice.kind === 'chat' || choice.kind === 'channel' || choice.kind === 'person')
      noteOpened(me.id, choice.key)
    if (choice.kind === 'chat') await router.push(`${base}/chats/${choice.chat.id}`)
    else if (choice.kind === 'person') {
      const { chatId } = await api.chat.openDirect.mutate({
        workspaceId,
        userId: choice.person.id,
      })
      await router.push(`${base}/chats/${chatId}`)
    } else if (choice.kind === 'command') onCommand(choice.key)
    else if (choice.kind === 'ask') await ask(choice.text)
    else await router.push(choice.to)
  }

  return {
    choices,
    found,
    scope: computed(() => asked.value.scope),
    asked: computed(() => asked.value.text),
    answer,
    choose,
  }
}
