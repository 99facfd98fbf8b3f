import { many, upTo99 } from './count.ts'

export const threads = {
  title: 'Threads',
  lead: 'Those you follow: you began them, replied, were mentioned, or chose to.',
  all: 'All',
  waiting: 'Unread',
  unread: (n: number) =>
    n > 99 ? `${upTo99(n)} new replies` : many(n, 'new reply', 'new replies'),
  empty: 'Nothing here.',
  emptyHint: 'Threads that you follow gather here, the last replied to first.',
  open: 'Open thread',
  done: 'Marked as read',
  keys: 'J and K move, E marks as read, Enter opens.',
  more: 'Older threads',
}
