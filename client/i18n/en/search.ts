import type { Has, Is, Operator, Why } from '../../../shared/search-query.ts'
import { many } from './count.ts'

/** What an operator asks for, shown while it is completed. */
const operators: Record<Operator, string> = {
  from: 'sent by a person',
  to: 'for a person',
  in: 'in a channel or conversation',
  has: 'with a file, link, image …',
  is: 'saved, pinned, unread …',
  before: 'before a date',
  after: 'after a date',
  on: 'on a day',
  during: 'during a month or week',
  sort: 'in this order',
}
const kinds: Record<Has | Is, string> = {
  file: 'Files',
  link: 'Links',
  image: 'Images',
  code: 'Code',
  reaction: 'Reactions',
  saved: 'Saved by you',
  pinned: 'Pinned',
  thread: 'In threads',
  unread: 'Unread',
  mine: 'Sent by you',
}
const problems: Record<Why, (operator: string, value: string) => string> = {
  operator: (operator) => `“${operator}:” is not a filter, so it was searched for as text.`,
  value: (operator, value) => `“${operator}:” does not know “${value}”, so it was left out.`,
  date: (_, value) =>
    `“${value}” is not a date, so it was left out. Write 2026-11-23, 2026-11, yesterday or last-week.`,
  empty: (operator) => `“${operator}:” needs a value, so it was left out.`,
  not: (operator) => `“${operator}:” cannot be excluded, so it was left out.`,
}

export const search = {
  title: 'Search',
  tab: (text: string) => `Search: ${text}`,
  field: 'Search messages',
  placeholder: 'Search messages, e.g. plan from:@ada has:link',
  button: 'Search',
  completions: 'Completions',
  /** Said to a screen reader while typing. */
  completionCount: (n: number) => many(n, 'completion', 'completions'),
  operators,
  recent: 'Recent search',
  clear: 'Clear recent searches',
  start: 'Type what you look for. Quotes find an exact phrase, a minus leaves words out.',
  tips: 'Filters you can use',
  results: (n: number, more: boolean, text: string) =>
    `${more ? `More than ${n} messages` : many(n, 'message', 'messages')} for “${text}”`,
  bounded: 'The first of many are counted and shown. A date or a filter narrows them.',
  chips: 'Filters of this search',
  remove: (part: string) => `Remove ${part}`,
  nobody: (part: string) => `There is nobody and no conversation for “${part}” that you can see.`,
  problems,
  named: 'Conversations and people',
  none: (text: string) => `No message found for “${text}”.`,
  noneHint: 'Only conversations that you may read are searched.',
  understood: 'The search was understood as',
  drop: 'Search again without one part:',
  without: (part: string) => `without ${part}`,
  parts: {
    word: (text: string) => `the word “${text}”`,
    phrase: (text: string) => `exactly “${text}”`,
    not: (what: string) => `not ${what}`,
  },
  degraded:
    'The search server is not available. These results come from the database and may take a little longer.',
  narrow: 'Narrow down',
  people: 'People',
  chats: 'Conversations',
  months: 'Months',
  kindsTitle: 'Kinds',
  kinds,
  facet: (name: string, n: number) => `${name}, ${many(n, 'message', 'messages')}`,
  sort: 'Order',
  relevant: 'Best first',
  newest: 'Newest first',
  older: 'More results',
  first: 'Back to the first results',
  thread: 'in a thread',
  save: 'Save this search',
  saveName: 'Name',
  saved: 'Saved searches',
  rename: 'Rename this search',
  forget: (name: string) => `Remove the saved search ${name}`,
}
