import type { Router } from 'vue-router'
import type { StreamEvent } from '../../shared/events.ts'
import { avatarUrl } from '../../shared/file-urls.ts'
import { toPlainText } from '../../shared/plain-text.ts'
import type { Words } from '../i18n/words.ts'
import type { Live } from '../lib/live.ts'
import type { AppState } from '../state.ts'
import type { Toast } from '../ui/toasts.ts'
import { chatTitle } from '../workspace/chat-name.ts'
import { isTold } from './is-told.ts'

/** So long a message may be read on another device before this one speaks up. */
const delayMs = 4_000

type Sent = Extract<StreamEvent, { type: 'message.sent' }>
type Show = (text: string, more: { action: NonNullable<Toast['action']> }) => void

/**
 * Tells of messages outside of the page, after a delay and once for all tabs: not while the chat is looked at, not when it was read
 * elsewhere in the meantime, and what is shown goes when it is read. The browser's permission is asked for at the first mention.
 */
export const notify = ({
  state,
  live,
  router,
  words,
  show,
}: {
  state: AppState
  live: Live
  router: Router
  words: Words
  show: Show
}): void => {
  if (!('Notification' in window)) return
  const waiting = new Map<string, { seq: number; timer: ReturnType<typeof setTimeout> }>()
  const shown = new Map<string, { seq: number; notification: Notification }>()
  let asked = false

  const chatOf = (chatId: string) => state.workspace?.chats.find(({ id }) => id === chatId)
  const looksAt = (chatId: string) =>
    document.hasFocus() && router.currentRoute.value.params.chatId === chatId
  const address = ({ chatId, message }: Sent) =>
    `/w/${state.workspace?.workspace.slug}/chats/${chatId}?at=${message.seq}`

  const tell = (event: Sent) => {
    const chat = chatOf(event.chatId)
    if (!chat || chat.readSeq >= event.seq || looksAt(event.chatId)) return
    const { body, files } = event.message
    const notification = new Notification(
      chat.kind === 'direct' ? event.sender.name : `${event.sender.name} · ${chatTitle(chat)}`,
      {
        body: (toPlainText(body) || files.map(({ name }) => name).join(', ')).slice(0, 200),
        // One per chat; the newest takes the place of the one before.
        tag: event.chatId,
        icon: avatarUrl(event.sender) ?? '/icons/192.png',
        silent: state.session?.me.preferences.notifySound === false,
      },
    )
    notification.onclick = () => {
      window.focus()
      notification.close()
      void router.push(address(event))
    }
    shown.set(event.chatId, { seq: event.seq, notification })
  }
  /** Of the tabs that have heard the same message, the first to ask tells of it. */
  const tellOnce = (event: Sent) => {
    const held = (navigator as { locks?: LockManager }).locks
    if (!held) return tell(event)
    const name = `fechatter-told:${event.message.id}`
    void held.request(name, { ifAvailable: true }, async (lock) => {
      if (!lock) return
      tell(event)
      await new Promise((resolve) => setTimeout(resolve, delayMs))
    })
  }

  const offer = () => {
    if (asked || Notification.permission !== 'default') return
    asked = true
    show(words.notifications.offer, {
      action: {
        label: words.notifications.turnOn,
        run: () => void Notification.requestPermission(),
      },
    })
  }

  live.on((event) => {
    if (event.type === 'read.moved') {
      const [due, open] = [waiting.get(event.chatId), shown.get(event.chatId)]
      if (due && due.seq <= event.readSeq) clearTimeout(due.timer)
      if (open && open.seq <= event.readSeq) open.notification.close()
      return
    }
    if (event.type !== 'message.sent' || !state.session) return
    const { id: me, preferences } = state.session.me
    const chat = chatOf(event.chatId)
    if (!chat || !preferences.notifyDesktop) return
    if (!isTold(event.message, chat, { me, preferences, now: Date.now() })) return
    if (event.message.mentions.includes(me)) offer()
    if (Notification.permission !== 'granted' || looksAt(event.chatId)) return
    clearTimeout(waiting.get(event.chatId)?.timer)
    const timer = setTimeout(() => tellOnce(event), delayMs)
    waiting.set(event.chatId, { seq: event.seq, timer })
  })
}
