import type { Ref } from 'vue'
import { computed, ref, watch } from 'vue'
import type { Person } from '../../shared/people.ts'
import { useWords } from '../i18n/words.ts'
import { passing, unless } from '../lib/api.ts'
import { useApi } from '../lib/use-api.ts'
import { useWorkspace } from '../state.ts'
import type { Completion } from './complete.ts'
import { completion, ownCompletions, tokenAt } from './complete.ts'
import { placeValue } from './place-value.ts'

const most = 8
/** Each key typed would ask otherwise. */
const pauseMs = 80

/** The key of the choice that empties the list of recent searches. */
export const clearing = 'clear'

/** How a person is named in a query. */
export const personValue = ({ username, name }: Person): string =>
  username ? `@${username}` : name

/** What the query at the caret can become: operators and values at once, people and chats as the server knows them. */
export const useCompletions = (
  text: Ref<string>,
  caret: Ref<number>,
  recent: () => readonly string[],
) => {
  const words = useWords()
  const api = useApi()
  const { workspace } = useWorkspace()
  const asked = ref<Completion[]>([])
  const token = computed(() => tokenAt(text.value, caret.value))

  watch(token, ({ operator, typed, not }, _before, onCleanup) => {
    asked.value = []
    if (operator !== 'from' && operator !== 'to' && operator !== 'in') return
    const abort = new AbortController()
    const ask = async () => {
      const found = await unless(
        ['invalid_input', ...passing],
        api.search.suggest.query(
          {
            workspaceId: workspace.id,
            text: typed,
            only: operator === 'in' ? ['chats', 'people'] : ['people'],
          },
          { signal: abort.signal },
        ),
      )
      if (abort.signal.aborted || !found) return
      asked.value =
        operator === 'in'
          ? found.chats.map((chat) => completion(not, operator, placeValue(chat), chat.name))
          : found.people.map((person) =>
              completion(not, operator, personValue(person), person.name),
            )
    }
    const timer = setTimeout(() => void ask().catch(() => undefined), pauseMs)
    onCleanup(() => {
      clearTimeout(timer)
      abort.abort()
    })
  })

  const choices = computed((): Completion[] => {
    const again =
      text.value.trim() === ''
        ? recent().map((query) => ({
            ...{ key: `recent:${query}`, label: query, detail: words.search.recent },
            ...{ text: query, next: false },
          }))
        : []
    const clear = { key: clearing, label: words.search.clear, detail: '', text: '', next: true }
    const further = [...asked.value, ...ownCompletions(token.value, words.search.operators)]
      .filter(
        ({ text: becomes }) =>
          becomes.trim() !== text.value.slice(token.value.start, token.value.end),
      )
      .slice(0, most)
    return [...again, ...(again.length > 0 ? [clear] : []), ...further]
  })
  return { token, choices }
}
