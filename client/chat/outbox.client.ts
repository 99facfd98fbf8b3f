import { createStore, del, set, values } from 'idb-keyval'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import type { Ack } from '../../shared/message.ts'
import type { Api } from '../lib/api.ts'
import { faultOf, Refused } from '../lib/api.ts'
import type { Coming } from '../files/coming.ts'
import type { Outbox, Unsent } from './outbox.ts'
import { createOutbox } from './outbox.ts'

type Heard = { sent: Ack; chatId: ChatId } | { changed: Unsent }
export interface TabOutbox extends Outbox {
  /** Listens until the returned function is called. */
  on: (listener: (heard: Heard) => void) => () => void
  /** How many messages of all chats go out as soon as they can. */
  waiting: () => Promise<number>
  /** Tries again now what waits for its next attempt. */
  hurry: () => void
  /** Stops uploads that no message waits for any more. */
  giveUp: (coming: readonly Coming[]) => Promise<void>
}

const ackWithinMs = 15_000
const opened = new Map<UserId, TabOutbox>()

/** The person's outbox in this browser; the first call takes up what earlier tabs left. */
export const outboxOf = (api: Api, userId: UserId): TabOutbox => {
  const known = opened.get(userId)
  if (known) return known
  const listeners = new Set<(heard: Heard) => void>()
  const tell = (heard: Heard) => {
    for (const listener of [...listeners]) listener(heard)
  }
  const pause = pauses()
  const uploads = async () => {
    const loaded = await import('../files/uploads.client.ts').catch(() => null)
    if (!loaded) throw new Refused()
    return loaded.uploadsOf(api, userId)
  }
  const store = storeOf(userId)
  const outbox = createOutbox({
    ...store,
    arrive: async (coming, signal) => {
      const { arrive, forget } = await uploads()
      const files = await Promise.all(coming.map((one) => arrive(one, signal)))
      for (const { id } of coming) forget(id)
      return files
    },
    send: (draft) => api.chat.send.mutate(draft, { signal: AbortSignal.timeout(ackWithinMs) }),
    faultOf,
    exclusively: locked(userId),
    wait: pause.wait,
    now: () => Date.now(),
    random: () => Math.random(),
    onSent: (chatId, sent) => tell({ sent, chatId }),
    onChange: (changed) => tell({ changed }),
  })
  const tab: TabOutbox = {
    ...outbox,
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    waiting: async () => (await store.load()).filter(({ state }) => state === 'waiting').length,
    hurry: pause.end,
    giveUp: async (coming) => {
      if (coming.length === 0) return
      const { cancel } = await uploads()
      for (const { id } of coming) cancel(id)
    },
  }
  opened.set(userId, tab)
  void outbox.resume()
  return tab
}

/** IndexedDB; where the browser refuses it, memory, so that sending still works. */
const storeOf = (userId: UserId) => {
  const memory = new Map<MessageId, Unsent>()
  const store = createStore('fechatter-outbox', 'unsent')
  const keep = async (entry: Unsent) => {
    try {
      await set(entry.id, { ...entry, userId }, store)
    } catch {
      memory.set(entry.id, entry)
    }
  }
  return {
    save: keep,
    load: async () => {
      const stored = await values<Unsent & { userId: UserId }>(store).catch(() => [])
      const mine = stored
        .filter((entry) => entry.userId === userId)
        .map(({ userId: _, ...entry }) => entry)
      return [...mine, ...memory.values()]
    },
    remove: async (id: MessageId) => {
      memory.delete(id)
      await del(id, store).catch(() => undefined)
    },
  }
}

/** One at a time per chat: over all tabs by a Web Lock, within the tab where there are none. */
const locked = (userId: UserId) => {
  const running = new Map<ChatId, Promise<void>>()
  return async (chatId: ChatId, work: () => Promise<void>): Promise<void> => {
    if ('locks' in navigator) {
      await navigator.locks.request(`fechatter-outbox ${userId} ${chatId}`, work)
      return
    }
    const mine = (running.get(chatId) ?? Promise.resolve()).then(work)
    running.set(
      chatId,
      mine.catch(() => undefined),
    )
    await mine
  }
}

/** Waiting that a returning network, or a person, can end. */
const pauses = () => {
  const ends = new Set<() => void>()
  const end = () => {
    for (const go of [...ends]) go()
  }
  addEventListener('online', end)
  return {
    end,
    wait: (ms: number) =>
      new Promise<void>((resolve) => {
        const go = () => {
          clearTimeout(timer)
          ends.delete(go)
          resolve()
        }
        const timer = setTimeout(go, ms)
        ends.add(go)
      }),
  }
}
