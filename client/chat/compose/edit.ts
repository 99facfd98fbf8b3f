/** A change of a text: `insert` in place of what stands from `from` to `to`, and what is selected afterwards. */
export interface Edit {
  from: number
  to: number
  insert: string
  select: readonly [from: number, to: number]
}

/** What is marked in a text, or where the caret stands when both are equal. */
export type Selection = readonly [from: number, to: number]

/** Puts text in place of a selection, with the caret behind it. */
export const replace = ([from, to]: Selection, insert: string): Edit => ({
  from,
  to,
  insert,
  select: [from + insert.length, from + insert.length],
})

/** The text after an edit. */
export const edited = (text: string, { from, to, insert }: Edit): string =>
  text.slice(0, from) + insert + text.slice(to)
