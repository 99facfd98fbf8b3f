import type { Load } from '../page.ts'
import { unless } from '../lib/api.ts'

export const loadChannels = (async ({ api, workspace }) => {
  if (!workspace) throw new Error('channels are in a workspace')
  const channels = await unless(
    ['forbidden'],
    api.chat.browse.query({ workspaceId: workspace.workspace.id }),
  )
  return { title: 'Channels', data: { channels: channels ?? [], allowed: channels !== null } }
}) satisfies Load
