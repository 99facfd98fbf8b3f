import { many } from './count.ts'

export const search = {
  title: 'Search',
  tab: (text: string) => `Search: ${text}`,
  results: (n: number, text: string) => `${many(n, 'message', 'messages')} for “${text}”`,
  none: (text: string) => `Nothing found for “${text}”.`,
  noneHint: 'Try fewer or other words. Only chats that you may read are searched.',
  start: 'Type what you look for. Quotes find an exact phrase.',
  degraded: 'The search server is not available: these results come from the database.',
  button: 'Search',
}
