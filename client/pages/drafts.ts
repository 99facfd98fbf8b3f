import type { Load } from '../page.ts'

/** What I have written and not sent, and what waits for its time. */
export const loadDrafts = (async ({ api, words }) => {
  const [drafts, scheduled] = await Promise.all([
    api.chat.drafts.query(),
    api.chat.scheduled.query(),
  ])
  return { title: words.drafts.title, data: { drafts, scheduled } }
}) satisfies Load
