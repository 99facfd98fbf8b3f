import type { Load } from '../page.ts'

export const loadInbox = (async ({ api, words, workspace }) => {
  if (!workspace) throw new Error('an inbox is in a workspace')
  const waiting = await api.chat.inbox.query({ workspaceId: workspace.workspace.id })
  return { title: words.inbox.title, data: { waiting } }
}) satisfies Load
