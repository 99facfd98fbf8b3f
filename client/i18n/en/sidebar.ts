import { many, upTo99 } from './count.ts'

export const sidebar = {
  nav: 'Channels and messages',
  channels: 'Channels',
  direct: 'Direct messages',
  search: 'Search',
  browse: 'Browse and create channels',
  people: 'People and invites',
  newMessage: 'New message',
  statistics: 'Statistics',
  settings: 'Settings',
  workspaces: 'Workspaces',
  private: 'private',
  /** The accessible name of a chat's link. */
  chat: (name: string, unread: number, mentions: number) =>
    [
      name,
      unread > 0 ? `${upTo99(unread)} unread` : '',
      mentions > 0 ? many(mentions, 'mention', 'mentions') : '',
    ]
      .filter(Boolean)
      .join(', '),
  count: upTo99,
}
