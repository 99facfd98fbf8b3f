import type { Load } from '../page.ts'

export const loadSettings = (async ({ api }) => {
  const sessions = await api.identity.sessions.query()
  return { title: 'Settings', data: { sessions } }
}) satisfies Load
