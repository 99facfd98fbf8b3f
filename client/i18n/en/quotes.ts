export const quotes = {
  quote: 'Quote',
  drop: 'Remove the quote',
  /** Instead of the words of a message that has only files. */
  bare: 'A message without words',
  by: (name: string, text: string) => `quoting ${name}: ${text}`,
  from: (chat: string) => `Forwarded from ${chat}`,
  fromElsewhere: 'Forwarded from a conversation that you are not in',
  origin: (name: string, when: string) => `What ${name} said, ${when}`,
  hidden:
    'This message is in a conversation that you are not in, or it was deleted. Whoever is in that conversation can add you.',
  silent: 'Sent without a notification',
  forward: 'Forward…',
  title: 'Forward this message',
  to: 'To',
  find: 'A channel or a person',
  none: 'Nobody and nothing is called that.',
  note: 'Add a few words',
  send: (chat: string) => `Forward to ${chat}`,
  sent: (chat: string) => `Forwarded to ${chat}`,
  open: 'Open',
}
