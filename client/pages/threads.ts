import type { Load } from '../page.ts'
import { timeIn } from './time-in.ts'

/** The threads that I follow here, all or those in which something waits, from a time back. */
export const loadThreads = (async ({ api, words, route, workspace }) => {
  if (!workspace) throw new Error('threads are in a workspace')
  const unread = route.query.unread !== undefined
  const page = await api.chat.threads.query({
    workspaceId: workspace.workspace.id,
    unread,
    ...timeIn(route.query),
  })
  return { title: words.threads.title, data: { ...page, only: unread } }
}) satisfies Load
