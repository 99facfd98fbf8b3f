import { defineAsyncComponent } from 'vue'
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

/** What a chat shows when it is asked to: its code comes with the first use, or before it when there is time. */
const load = {
  editor: () => import('./MessageEditor.vue'),
  menu: () => import('./MessageMenu.vue'),
  formatBar: () => import('./compose/FormatBar.vue'),
  waysToSend: () => import('./compose/WaysToSend.vue'),
  floating: () => import('./FloatingPanel.vue'),
  completionList: () => import('./compose/CompletionList.vue'),
  dateJump: () => import('./DateJump.vue'),
}
export const MessageEditor = defineAsyncComponent(load.editor)
export const MessageMenu = defineAsyncComponent(load.menu)
export const FormatBar = defineAsyncComponent(load.formatBar)
export const WaysToSend = defineAsyncComponent(load.waysToSend)
export const FloatingPanel = defineAsyncComponent(load.floating)
export const CompletionList = defineAsyncComponent(load.completionList)
export const DateJump = defineAsyncComponent(load.dateJump)
export const loadOptions = () => import('./compose/options.ts')

export const parts = [
  ThreadPanel.ready,
  DetailsPanel.ready,
  PinsPanel.ready,
  loadOptions,
  ...Object.values(load),
]
