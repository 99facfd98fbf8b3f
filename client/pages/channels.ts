import type { Load } from '../page.ts'
import { unless } from '../lib/api.ts'

export const loadChannels = (async ({ api, words, workspace }) => {
  if (!workspace) throw new Error('channels are in a workspace')
  const channels = await unless(
    ['forbidden'],
    api.chat.browse.query({ workspaceId: workspace.workspace.id }),
  )
  return {
    title: words.channels.title,
    data: { channels: channels ?? [], allowed: channels !== null },
  }
}) satisfies Load
