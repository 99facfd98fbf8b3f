import type { Load } from '../page.ts'

export const loadSettings = (async ({ api, words }) => {
  const sessions = await api.identity.sessions.query()
  return { title: words.settings.title, data: { sessions } }
}) satisfies Load
