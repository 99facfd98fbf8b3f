import type { Load } from '../page.ts'
import { timeIn } from './time-in.ts'

/** What I saved, in all workspaces, from a time back. */
export const loadSaved = (async ({ api, words, route }) => {
  const page = await api.chat.saved.query(timeIn(route.query))
  return { title: words.saved.title, data: page }
}) satisfies Load
