import type { Load } from '../page.ts'

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value))

/** What I saved, in all workspaces, from a time back. */
export const loadSaved = (async ({ api, words, route }) => {
  const { before } = route.query
  const page = await api.chat.saved.query(isTime(before) ? { before } : {})
  return { title: words.saved.title, data: page }
}) satisfies Load
