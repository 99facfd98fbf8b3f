import type { ComputedRef, Ref } from 'vue'
import { computed, shallowRef, watch } from 'vue'
import type { ChatSummary } from '../../shared/chat.ts'
import type { Person } from '../../shared/people.ts'
import { toPlainText } from '../../shared/plain-text.ts'
import { useApi } from '../lib/use-api.ts'
import { useWorkspace } from '../state.ts'
import { chatTitle } from '../workspace/chat-name.ts'
import type { Scope } from './entries.ts'

interface Line {
  key: string
  title: string
  detail: string
  to: string
}
/** A line that only the server knows of: a channel that one is not in, somebody's page, a message. */
export type Found = Line &
  (
    | { kind: 'channel'; locked: boolean }
    | { kind: 'profile'; person: Person }
    | { kind: 'message'; sender: Person }
  )

const hits = 5
type Names = 'chats' | 'people'
const namesIn: Readonly<Partial<Record<Scope, readonly Names[]>>> = {
  all: ['chats', 'people'],
  channels: ['chats'],
  people: ['people'],
}
/** Each key typed would ask otherwise. */
const pauseMs = 120

/**
 * What the server finds for what is typed, beside what is in memory. What comes late for a text that has changed is dropped.
 * @param known the people who are in memory
 */
export const useFound = (
  asked: ComputedRef<{ scope: Scope; text: string }>,
  chat: ComputedRef<ChatSummary | undefined>,
  known: Ref<readonly Person[]>,
): ComputedRef<Found[]> => {
  const api = useApi()
  const here = useWorkspace()
  const base = `/w/${here.workspace.slug}`
  const workspaceId = here.workspace.id
  const named = shallowRef<Found[]>([])
  const messages = shallowRef<Found[]>([])

  const findNames = async (only: Names[], text: string, signal: AbortSignal) => {
    const { chats, people } = await api.search.suggest.query(
      { workspaceId, text, only },
      { signal },
    )
    if (signal.aborted) return
    const channels = chats.flatMap(({ id, kind, name }): Found[] =>
      kind === 'public' || kind === 'private'
        ? [
            {
              kind: 'channel',
              key: `chat:${id}`,
              title: name,
              detail: '',
              locked: kind === 'private',
              to: `${base}/chats/${id}`,
            },
          ]
        : [],
    )
    const profiles = people.map((person): Found => ({
      kind: 'profile',
      key: `person:${person.id}`,
      title: person.name,
      person,
      detail: person.username ? `@${person.username}` : '',
      to: `${base}/people/${person.id}`,
    }))
    named.value = [...channels, ...profiles]
  }

  const findMessages = async (scope: Scope, text: string, signal: AbortSignal) => {
    const chatId = scope === 'here' ? chat.value?.id : undefined
    const result = await api.search.messages.query(
      { workspaceId, text, limit: hits, ...(chatId ? { chatId } : {}) },
      { signal },
    )
    if (signal.aborted) return
    messages.value = result.hits.map(({ message, sender, chat: place }) => ({
      kind: 'message',
      key: `message:${message.id}`,
      sender,
      title: toPlainText(message.body).slice(0, 200),
      detail: `${sender.name} · ${chatTitle(here.chats.find(({ id }) => id === place.id) ?? place)}`,
      to: `${base}/chats/${message.chatId}?at=${message.seq}`,
    }))
  }

  watch(asked, ({ scope, text }, _before, onCleanup) => {
    named.value = []
    messages.value = []
    if (text === '') return
    const abort = new AbortController()
    // Neither waits for the other, and both may fail: names in memory and the search page are there.
    const timer = setTimeout(() => {
      // Whoever may list the people has them in memory already.
      const names = (namesIn[scope] ?? []).filter(
        (name) => name === 'chats' || known.value.length === 0,
      )
      if (names.length > 0) findNames(names, text, abort.signal).catch(() => undefined)
      if (['all', 'here'].includes(scope) && text.length > 1)
        findMessages(scope, text, abort.signal).catch(() => undefined)
    }, pauseMs)
    onCleanup(() => {
      clearTimeout(timer)
      abort.abort()
    })
  })
  return computed(() => {
    const direct = here.chats.flatMap(({ kind, others }) => (kind === 'direct' ? others : []))
    const inMemory = new Set([
      ...here.chats.map(({ id }) => `chat:${id}`),
      ...[...known.value, ...direct].map(({ id }) => `person:${id}`),
    ])
    return [...named.value, ...messages.value].filter(({ key }) => !inMemory.has(key))
  })
}
