import type { Load } from '../page.ts'
import { timeIn } from './time-in.ts'

/** Where I was mentioned, in all workspaces, from a time back. */
export const loadMentions = (async ({ api, words, route }) => {
  const page = await api.chat.mentionsOfMe.query(timeIn(route.query))
  return { title: words.mentions.title, data: page }
}) satisfies Load
