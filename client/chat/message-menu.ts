import {
  AlarmClock,
  Bell,
  BellOff,
  Bookmark,
  Copy,
  EyeOff,
  Forward,
  History,
  Link,
  MessageSquareReply,
  Pencil,
  Pin,
  PinOff,
  Quote,
  SmilePlus,
  Trash2,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { Words } from '../i18n/words.ts'
import type { Conversation, Opened } from './conversation.ts'

export interface MenuItem {
  text: string
  icon: Component
  /** The key that does the same on a message. */
  key?: string
  danger?: boolean
  act: () => void
}

/** What can be done with a message, in groups. */
export const menuOf = (
  { act, me, may, inThread, saved, followed, editing, opened }: Conversation,
  { message: words, quotes }: Pick<Words, 'message' | 'quotes'>,
  now: Opened,
): MenuItem[][] => {
  const { message } = now
  const { write, manage } = may.value
  const mine = message.senderId === me.id
  const root = message.threadId ?? message.id
  const open = (what: Opened['what']) => () => {
    opened.value = { ...now, what }
  }
  const when = (condition: boolean, ...items: MenuItem[]) => (condition ? items : [])
  const follows = followed.has(root)

  return [
    [
      ...when(write, { text: words.addReaction, icon: SmilePlus, key: '+', act: open('emoji') }),
      ...when(write && !inThread, {
        text: words.reply,
        icon: MessageSquareReply,
        key: 'R',
        act: () => act.reply(message),
      }),
      ...when(write, {
        text: quotes.quote,
        icon: Quote,
        key: 'Q',
        act: () => act.quote(message),
      }),
      { text: quotes.forward, icon: Forward, key: 'F', act: open('forward') },
    ],
    [
      saved.has(message.id)
        ? { text: words.unsave, icon: Bookmark, key: 'S', act: () => void act.unsave(message) }
        : { text: words.saveIt, icon: Bookmark, key: 'S', act: () => void act.save(message) },
      { text: words.remind, icon: AlarmClock, key: 'Shift+S', act: open('remind') },
      ...when(write && !inThread && message.threadId === null, {
        text: words.markUnread,
        icon: EyeOff,
        key: 'U',
        act: () => void act.markUnread(message),
      }),
      ...when(write && (message.thread !== null || inThread), {
        text: follows ? words.unfollow : words.follow,
        icon: follows ? BellOff : Bell,
        act: () => void act.follow(message, !follows),
      }),
    ],
    [
      { text: words.copyLink, icon: Link, key: 'C', act: () => void act.copyLink(message) },
      { text: words.copyText, icon: Copy, act: () => void act.copyText(message) },
      ...when(message.editedAt !== null, {
        text: words.history,
        icon: History,
        act: open('history'),
      }),
      ...when(write, {
        text: message.pinned ? words.unpin : words.pin,
        icon: message.pinned ? PinOff : Pin,
        key: 'P',
        act: () => void act.pin(message, !message.pinned),
      }),
    ],
    [
      ...when(write && mine, {
        text: words.edit,
        icon: Pencil,
        key: 'E',
        act: () => {
          editing.value = message.id as typeof editing.value
        },
      }),
      ...when(write && (mine || manage), {
        text: words.delete,
        icon: Trash2,
        danger: true,
        act: open('delete'),
      }),
    ],
  ].filter((group) => group.length > 0)
}
