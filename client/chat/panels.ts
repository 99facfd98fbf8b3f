import type { LocationQuery } from 'vue-router'
import type { Part } from '../lib/part.ts'
import { part } from '../lib/part.ts'
import { threadOf } from './place-of.ts'

/** What stands beside a chat, as its address says. */
export const ThreadPanel = part('client/chat/ThreadPanel.vue', () => import('./ThreadPanel.vue'))
export const DetailsPanel = part(
  'client/details/DetailsPanel.vue',
  () => import('../details/DetailsPanel.vue'),
)
export const PinsPanel = part('client/chat/PinsPanel.vue', () => import('./PinsPanel.vue'))

export const panelsOf = (query: LocationQuery): Part[] => {
  if (threadOf(query)) return [ThreadPanel]
  if (query.panel === 'details') return [DetailsPanel]
  return query.panel === 'pins' ? [PinsPanel] : []
}
