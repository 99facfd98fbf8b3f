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
  const [found, searches] = await Promise.all([
    text ? ask() : null,
    api.search.searches.query({ workspaceId }),
  ])
  return {
    title: text ? words.search.tab(text) : words.search.title,
    data: { text, found, paged: 'cursor' in from, ...searches },
  }
}) satisfies Load
