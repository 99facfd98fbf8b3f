import { defineAsyncComponent, hydrateOnIdle } from 'vue'

/** A message's text. The server has rendered it when the page comes alive, so the parser may come later. */
export const RichText = defineAsyncComponent({
  loader: async () => (await import('./RichTextBody.ts')).RichTextBody,
  hydrate: hydrateOnIdle(2_000),
})
