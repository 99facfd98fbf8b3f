import { v7 } from 'uuid'
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../../../server/router.ts'
import type { MessageId } from '../../../shared/ids.ts'
import { passing, unless } from '../../lib/api.ts'
import { useLive } from '../../lib/live.ts'
import { useApi } from '../../lib/use-api.ts'
import { useSession, useWorkspace } from '../../state.ts'
import { outboxOf } from '../outbox.client.ts'
import type { Quoting } from '../quoting.ts'
import { draftsOf, untoldDrafts } from './drafts.client.ts'
import type { Place } from './drafts.ts'
import { keptQuote } from './use-quoting.ts'

type Chat = inferRouterOutputs<AppRouter>['chat']
export type Scheduled = Chat['scheduled'][number]
/** A draft in the list; `untold` ones are on this device alone. */
export type Listed = Place & {
  body: string
  untold: boolean
  dropped: boolean
  /** What it answers to, while it can be taken back. */
  quote?: Quoting | null
}

const keyOf = ({ chatId, threadId }: Place) => threadId ?? chatId

/** The drafts and scheduled messages of a workspace, as they change on any device, and what can be done with them. */
export const useUnsent = (given: Pick<Chat, 'drafts' | 'scheduled'>) => {
  const api = useApi()
  const live = useLive()
  const here = useWorkspace()
  const { me } = useSession()
  const told = shallowRef(given.drafts)
  const untold = shallowRef<(Place & { body: string })[]>([])
  const dropped = ref<Listed[]>([])
  const scheduled = shallowRef(given.scheduled)
  const isHere = ({ chatId }: Place) => here.chats.some(({ id }) => id === chatId)

  const refresh = async () => {
    const [drafts, waiting] = await Promise.all([
      unless(passing, api.chat.drafts.query()),
      unless(passing, api.chat.scheduled.query()),
    ])
    told.value = drafts ?? told.value
    scheduled.value = waiting ?? scheduled.value
    untold.value = untoldDrafts(me.id)
  }
  const ends: (() => void)[] = []
  onMounted(() => {
    untold.value = untoldDrafts(me.id)
    ends.push(
      live.on(({ type }) => {
        const news = ['draft.changed', 'scheduled.changed', 'stream.ready', 'stream.resync']
        if (news.includes(type)) void refresh()
      }),
    )
  })
  onBeforeUnmount(() => ends.forEach((end) => end()))

  const drafts = computed((): Listed[] => {
    const mine = new Map<string, Listed>()
    for (const one of told.value)
      if (isHere(one)) mine.set(keyOf(one), { ...one, untold: false, dropped: false })
    for (const one of untold.value)
      if (one.body.trim() === '') mine.delete(keyOf(one))
      else mine.set(keyOf(one), { ...one, untold: true, dropped: false })
    for (const one of dropped.value) mine.set(keyOf(one), { ...one, dropped: true })
    return [...mine.values()]
  })

  /** Writes a draft as its composer would, so that every device and an open composer follow. */
  const write = (place: Listed, text: string) => {
    const open = draftsOf(api, live, me.id).open(place, () => {})
    if (!place.untold) open.hear(place.dropped ? '' : place.body)
    open.type(text)
    open.close()
  }
  const send = (message: Place & { body: string }, quote: Quoting | null = null) => {
    const { chatId, body, threadId } = message
    void outboxOf(api, me.id).add({
      ...{ id: v7() as MessageId, chatId, body },
      ...(threadId ? { threadId } : {}),
      ...(quote ? { quote: quote.of, quoted: quote.shown } : {}),
    })
  }
  const takeQuote = (place: Place): Quoting | null => {
    const kept = keptQuote(me.id, place)
    const quote = kept.read()
    kept.keep(null)
    return quote
  }

  return {
    drafts,
    scheduled: computed(() =>
      scheduled.value.filter(({ workspaceId }) => workspaceId === here.workspace.id),
    ),
    dropDraft: (draft: Listed) => {
      write(draft, '')
      dropped.value = [...dropped.value, { ...draft, quote: takeQuote(draft) }]
    },
    keepDraft: (draft: Listed) => {
      write(draft, draft.body)
      keptQuote(me.id, draft).keep(draft.quote ?? null)
      dropped.value = dropped.value.filter((one) => keyOf(one) !== keyOf(draft))
      untold.value = untoldDrafts(me.id)
    },
    sendDraft: (draft: Listed) => {
      send(draft, takeQuote(draft))
      write(draft, '')
      told.value = told.value.filter((one) => keyOf(one) !== keyOf(draft))
    },
    /** Takes a message back: its words go on as a draft, where she can still write. */
    cancel: async (message: Scheduled) => {
      const { id, chatId, threadId, body } = message
      await api.chat.cancelScheduled.mutate({ id })
      if (!isHere(message)) return
      const before = drafts.value.find((one) => keyOf(one) === keyOf(message) && !one.dropped)
      const place = before ?? { chatId, threadId, body: '', untold: false, dropped: false }
      write(place, before ? `${before.body}\n${body}` : body)
    },
    change: async ({ id }: Scheduled, to: { body: string; sendAt: string }) => {
      await api.chat.reschedule.mutate({ id, ...to })
    },
    sendNow: async (message: Scheduled) => {
      await api.chat.cancelScheduled.mutate({ id: message.id })
      send(message)
    },
  }
}
