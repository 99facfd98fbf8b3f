import type { Load } from '../page.ts'
import { limits } from '../../shared/limits.ts'

export const loadSearch = (async ({ api, words, workspace, route }) => {
  if (!workspace) throw new Error('a search is in a workspace')
  const { q } = route.query
  const text = (typeof q === 'string' ? q : '').trim().slice(0, limits.searchQuery.max)
  const found = text
    ? await api.search.messages.query({ workspaceId: workspace.workspace.id, text })
    : null
  return { title: text ? words.search.tab(text) : words.search.title, data: { text, found } }
}) satisfies Load
