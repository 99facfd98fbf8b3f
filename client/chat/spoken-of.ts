import type { Message } from '../../shared/message.ts'
import type { Words } from '../i18n/words.ts'
import { toPlainText } from '../../shared/plain-text.ts'

/** A message in a few words, for labels and announcements: what it says, carries and quotes. */
export const spokenOf = (
  { body, files, quote }: Pick<Message, 'body' | 'files' | 'quote'>,
  { quotes }: Pick<Words, 'quotes'>,
): string =>
  [
    toPlainText(body),
    ...files.map(({ name }) => name),
    ...(quote
      ? [quotes.by(quote.author.name, toPlainText(quote.body).slice(0, 200) || quotes.bare)]
      : []),
  ]
    .filter(Boolean)
    .join(', ')
