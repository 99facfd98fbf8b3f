/** What can be done by writing it. */
export const commands = ['me', 'topic', 'invite', 'remind', 'shrug'] as const
export type CommandName = (typeof commands)[number]

/**
 * A text that is a command, known or not: `/name`, then what it is given. A path such as `/usr/bin`, and a text with a space before its
 * slash, is none.
 */
export const commandOf = (text: string): { name: string; rest: string } | null => {
  const found = /^\/([a-z]+)(?:\s+([^]*))?$/i.exec(text)
  return found ? { name: found[1]?.toLowerCase() ?? '', rest: found[2]?.trim() ?? '' } : null
}
