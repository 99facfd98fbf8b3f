import type { Load } from '../page.ts'
import { limits } from '../../shared/limits.ts'
import { faultOf, isCallError } from '../lib/api.ts'

export const loadSearch = (async ({ api, words, workspace, route, timeZone }) => {
  if (!workspace) throw new Error('a search is in a workspace')
  const { id: workspaceId } = workspace.workspace
  const { q, cursor } = route.query
  const text = (typeof q === 'string' ? q : '').trim().slice(0, limits.searchQuery.max)
  const from = typeof cursor === 'string' ? { cursor } : {}
  const ask = async () => {
    try {
      return await api.search.messages.query({ workspaceId, text, timeZone, ...from })
    } catch (error) {
      // An old or broken cursor in an address: the first page is still an answer.
      if (!isCallError(error) || faultOf(error).field !== 'cursor') throw error
      return api.search.messages.query({ workspaceId, text, timeZone })
    }
  }
  // Every page knows of this loader; only a search has to read queries.
  const { nameIn } = await import('../search/name-in.ts')
  const name = 'cursor' in from ? '' : nameIn(text)
  const [found, named, searches] = await Promise.all([
    text ? ask() : null,
    name
      ? api.search.suggest.query({ workspaceId, text: name, only: ['chats', 'people'] })
      : { chats: [], people: [] },
    api.search.searches.query({ workspaceId }),
  ])
  return {
    title: text ? words.search.tab(text) : words.search.title,
    data: { text, found, named, paged: 'cursor' in from, ...searches },
  }
}) satisfies Load
