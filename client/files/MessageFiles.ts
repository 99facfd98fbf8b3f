import { defineAsyncComponent, hydrateOnIdle } from 'vue'

/** The files of a message. The server has rendered them when the page comes alive, and their links work until the rest is here. */
export const MessageFiles = defineAsyncComponent({
  loader: () => import('./FileList.vue'),
  hydrate: hydrateOnIdle(2_000),
})
