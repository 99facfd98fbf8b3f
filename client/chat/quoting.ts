import type { MessageId } from '../../shared/ids.ts'
import type { Draft, Quote } from '../../shared/message.ts'
import type { Person } from '../../shared/people.ts'
import type { Shown } from './shown.ts'

/** A message that another one answers to: which, and how it is shown. */
export interface Quoting {
  of: NonNullable<Draft['quote']>
  shown: Quote
}

/** Takes a message up to be quoted. As on the server, what only passes another on is passed on itself. */
export const quotingOf = (message: Shown, author: Person): Quoting => {
  const { chatId, body, createdAt, quote } = message
  const of = { chatId, messageId: message.id as MessageId }
  return { of, shown: body === '' && quote ? quote : { ...of, author, body, createdAt } }
}

/** Takes up again what an unsent message quoted. */
export const quotingAgain = (shown: Quote): Quoting => ({
  of: { chatId: shown.chatId, messageId: shown.messageId },
  shown,
})
