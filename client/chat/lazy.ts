import { defineAsyncComponent } from 'vue'

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

export const parts = [loadOptions, ...Object.values(load)]
