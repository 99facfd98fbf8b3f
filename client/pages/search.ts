import type { Load } from '../page.ts'
import { limits } from '../../shared/limits.ts'

export const loadSearch = (async ({ api, workspace, route }) => {
  if (!workspace) throw new Error('a search is in a workspace')
  const { q } = route.query
  const text = (typeof q === 'string' ? q : '').trim().slice(0, limits.searchQuery.max)
  const found = text
    ? await api.search.messages.query({ workspaceId: workspace.workspace.id, text })
    : null
  return { title: text ? `Search: ${text}` : 'Search', data: { text, found } }
}) satisfies Load
