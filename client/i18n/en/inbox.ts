import { many } from './count.ts'

export const inbox = {
  title: 'Inbox',
  lead: 'Everything that waits for you here, the newest first.',
  empty: 'Nothing is waiting for you.',
  emptyHint: 'What people write to you, and in your channels, gathers here until you have read it.',
  list: 'Waiting conversations',
  waiting: (unread: number, mentions: number) =>
    mentions > 0
      ? `${many(mentions, 'mention', 'mentions')} in ${many(unread, 'message', 'messages')}`
      : many(unread, 'new message', 'new messages'),
  marked: 'Marked unread',
  fresh: 'New',
  open: 'Open',
  done: 'Mark read',
  doneFor: (chat: string) => `Mark ${chat} read`,
  mute: 'Mute for 8 hours',
  muteFor: (chat: string) => `Mute ${chat} for 8 hours`,
  all: 'Mark all read',
  allDone: (n: number) => `${many(n, 'conversation', 'conversations')} marked as read.`,
  oneDone: (chat: string) => `${chat} is read.`,
  undo: 'Undo',
  keys: 'J and K move, E marks as read, Enter opens.',
}
