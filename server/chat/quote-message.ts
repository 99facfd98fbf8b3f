import type { Draft, Quote } from '../../shared/message.ts'
import type { UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Db } from '../db/database.ts'
import { findPeople } from '../identity/people.ts'
import { readerOf } from './access.ts'
import { liveMessage } from './live-message.ts'

/**
 * The words of a message that a person can read, to quote them or pass them on. What only passes another message on is passed on itself.
 * @throws Fault `not_found` for what she cannot read, `conflict` for a deleted message
 */
export const quoteOf = async (
  db: Db,
  userId: UserId,
  { chatId, messageId }: NonNullable<Draft['quote']>,
): Promise<Quote> => {
  const row = await liveMessage(db, await readerOf(db, userId, chatId), messageId)
  if (row.body === '' && row.quote) return row.quote
  const [author] = await findPeople(db, [row.senderId])
  if (!author) throw new Error('a message is said by a person there is')
  return { chatId, messageId, author, body: cut(row.body), createdAt: row.createdAt.toISOString() }
}

const cut = (text: string) => {
  const { max } = limits.quotedText
  // Never between the two halves of a character.
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/\p{Surrogate}$/u, '')}…`
}
