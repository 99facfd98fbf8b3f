import { many, upTo99 } from './count.ts'

export const sidebar = {
  region: 'Sidebar',
  searches: 'Saved searches',
  admin: 'Administration',
  nav: 'Channels and messages',
  channels: 'Channels',
  direct: 'Direct messages',
  search: 'Search',
  browse: 'Browse and create channels',
  people: 'People and invites',
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
  starred: 'Favourites',
  inbox: 'Inbox',
  mentions: 'Mentions',
  threads: 'Threads',
  saved: 'Saved',
  drafts: 'Drafts',
  newWorkspace: 'New workspace',
  width: 'Width of the sidebar',
  sortByName: 'Sort by name',
  sortByRecent: 'Sort by latest',
  muted: 'Muted',
  mute: 'Mute',
  unmute: 'Unmute',
  star: 'Add to favourites',
  unstar: 'Remove from favourites',
  leave: 'Leave',
  more: (name: string) => `More about ${name}`,
  count: upTo99,
}
