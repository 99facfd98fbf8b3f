import type { ChatSummary } from '../../shared/chat.ts'
import type { StreamEvent } from '../../shared/events.ts'
import type { ChatId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Api } from '../lib/api.ts'
import { passing, unless } from '../lib/api.ts'
import { isListed } from '../chat/change-message.ts'
import type { Live } from '../lib/live.ts'
import type { AppState } from '../state.ts'

type Here = NonNullable<AppState['workspace']>

/** Channels by name, then people: the order of the server's list, so that a refresh moves nothing. */
const inOrder = (chats: ChatSummary[]) =>
  chats.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1))

/**
 * Keeps the chats of the sidebar true to the events: what waits in each, new ones, and those I left. Each chat's own clock tells a
 * repeated event from a missed one, and whatever cannot be told from an event alone is asked again.
 * @returns how to end it
 */
export const followChats = ({
  api,
  live,
  here,
  me,
}: {
  api: Api
  live: Live
  here: Here
  me: UserId
}): (() => void) => {
  const asking = new Set<ChatId>()
  const put = (fresh: ChatSummary) => {
    const rest = here.chats.filter(({ id }) => id !== fresh.id)
    here.chats = inOrder([...rest, fresh])
  }
  const drop = (chatId: ChatId) => {
    here.chats = here.chats.filter(({ id }) => id !== chatId)
  }
  /** Asks for one chat as it is now; asked again while the answer is under way, it asks once more after it. */
  const refresh = async (chatId: ChatId): Promise<void> => {
    if (asking.has(chatId)) return
    asking.add(chatId)
    // Several events of a chat arrive together: one question answers them all.
    await new Promise((resolve) => setTimeout(resolve, 50))
    asking.delete(chatId)
    const fresh = await unless(passing, api.chat.get.query({ chatId }))
    if (fresh && fresh.workspaceId === here.workspace.id) put(fresh)
  }
  const refreshAll = async () => {
    const chats = await unless(passing, api.chat.list.query({ workspaceId: here.workspace.id }))
    if (chats) here.chats = chats
  }

  const onEvent = (event: StreamEvent) => {
    if (event.type === 'stream.ready' || event.type === 'stream.resync') return void refreshAll()
    if (event.type === 'read.moved') {
      const chat = here.chats.find(({ id }) => id === event.chatId)
      if (chat && (chat.readSeq !== event.readSeq || chat.unread > 0 || chat.manualUnread))
        void refresh(event.chatId)
      return
    }
    if (event.type === 'workspace.person-updated') {
      const { person } = event
      for (const chat of here.chats)
        if (chat.others.some(({ id }) => id === person.id))
          chat.others = chat.others.map((other) => (other.id === person.id ? person : other))
      return
    }
    if (event.type === 'chat.settings-changed') {
      const chat = here.chats.find(({ id }) => id === event.chatId)
      if (chat) Object.assign(chat, event.settings)
      return
    }
    if (event.type === 'workspace.updated' && event.workspaceId === here.workspace.id) {
      const { name, readReceipts } = event
      return void Object.assign(here.workspace, { name, readReceipts })
    }
    if (!('seq' in event) || event.workspaceId !== here.workspace.id) return
    const chat = here.chats.find(({ id }) => id === event.chatId)
    const leaves =
      (event.type === 'member.left' || event.type === 'member.removed') && event.userId === me
    if (leaves && (!chat || event.seq > chat.lastSeq)) return drop(event.chatId)
    if (!chat) {
      const mine = event.type === 'member.joined' && event.person.id === me
      // An archived chat that is restored comes back.
      if (mine || event.type === 'chat.updated') void refresh(event.chatId)
      return
    }
    if (event.seq <= chat.lastSeq) return
    if (event.seq > chat.lastSeq + 1) return void refresh(event.chatId)
    chat.lastSeq = event.seq
    if (event.type === 'message.sent') {
      const { message } = event
      if (isListed(message)) chat.lastAt = message.createdAt
      if (message.senderId === me || message.notice || !isListed(message)) return
      chat.unread = Math.min(chat.unread + 1, limits.unreadShown)
      if (message.calls === 'here') return void refresh(event.chatId)
      if (message.mentions.includes(me) || message.calls === 'channel')
        chat.mentions = Math.min(chat.mentions + 1, limits.unreadShown)
    } else if (event.type === 'chat.created' || event.type === 'chat.updated') {
      Object.assign(chat, { ...event.chat, lastSeq: event.seq })
    } else if (event.type === 'chat.archived') {
      drop(event.chatId)
    } else if (event.type === 'message.edited') {
      // Who is mentioned may have changed; what was read is not counted.
      if (event.message.seq > chat.readSeq) void refresh(event.chatId)
    } else if (event.type !== 'member.joined' || chat.kind === 'direct' || chat.kind === 'group') {
      void refresh(event.chatId)
    }
  }
  return live.on(onEvent)
}
