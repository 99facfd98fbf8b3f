import { many } from './count.ts'

export const compose = {
  format: 'Formatting',
  marks: {
    bold: 'Bold',
    italic: 'Italic',
    strike: 'Strikethrough',
    code: 'Code',
    link: 'Link',
    quote: 'Quote',
    list: 'List',
  },
  preview: 'Preview',
  left: (n: number) => `${many(n, 'character', 'characters')} left`,
  alsoTo: (name: string) => `Also send to ${name}`,
  theirs: 'You wrote something else on another device.',
  useTheirs: 'Use that',
  keepMine: 'Keep this',
  wrongPlace: (name: string) =>
    `Not sent: this text belongs to ${name}. It is kept there as a draft.`,
}
