import type { SearchDoc, SearchFilter } from '../../ports.ts'

/*
 * Whom a message is from, and to, and its chat stand among a document's terms, so that one index answers words and filters together.
 * Folded words have no colon in them: the two cannot be mixed up. Kinds are so frequent that each has an index in order of time.
 */

/** A short form of a UUID. */
const short = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')

const term = {
  from: (id: string) => `s:${short(id)}`,
  to: (id: string) => `t:${short(id)}`,
  chat: (id: string) => `c:${short(id)}`,
}

/** The terms of a document that filters find. */
export const filterTermsOf = ({ chatId, senderId, to }: SearchDoc): string[] => [
  term.from(senderId),
  term.chat(chatId),
  ...to.map(term.to),
]

/** Chats are a condition of their own; a few of them narrow the index as well. One has an index, and counted twice it would look rarer than it is. */
const fewChats = 8

/** The conditions of a filter: one term of each group has to be there, none of `not`. */
export const filterGroups = (
  filter: SearchFilter,
  chatIds: readonly string[],
): { groups: string[][]; not: string[] } => ({
  groups: [
    (filter.from ?? []).map(term.from),
    (filter.to ?? []).map(term.to),
    chatIds.length > 1 && chatIds.length <= fewChats ? chatIds.map(term.chat) : [],
  ].filter((group) => group.length > 0),
  not: [...(filter.not?.from ?? []).map(term.from), ...(filter.not?.to ?? []).map(term.to)],
})
