import type { Here } from './search-dates.ts'
import { readPeriod } from './search-dates.ts'

/** What a search can ask beside words, `operator:value`. */
export const operators = [
  'from',
  'to',
  'in',
  'has',
  'is',
  'before',
  'after',
  'on',
  'during',
  'sort',
] as const
export type Operator = (typeof operators)[number]

/** What a message can have in it. */
export const hasValues = ['file', 'link', 'image', 'code', 'reaction'] as const
export const isValues = ['saved', 'pinned', 'thread', 'unread', 'mine'] as const
export const sortValues = ['relevant', 'new'] as const
export type Has = (typeof hasValues)[number]
/** What an index knows of a message beside its words, and can be asked for. */
export const messageKinds = [...hasValues, 'pinned', 'thread'] as const
export type MessageKind = (typeof messageKinds)[number]
export type Is = (typeof isValues)[number]
export type Sort = (typeof sortValues)[number]

/** The closed lists of values; the other operators take names or dates. */
export const valuesOf: Readonly<Partial<Record<Operator, readonly string[]>>> = Object.freeze({
  has: hasValues,
  is: isValues,
  sort: sortValues,
})
const dated: readonly Operator[] = ['before', 'after', 'on', 'during']

/** What is wrong with an operator: unknown, with an unknown value, without one, or excluded where only what is wanted can be said. */
export type Why = 'operator' | 'value' | 'date' | 'empty' | 'not'

/** A piece of a query as it was typed, with its place in the text. `not` is a leading `-`. */
export type Part = {
  raw: string
  start: number
  end: number
  not: boolean
} & (
  | { type: 'word' | 'phrase'; text: string }
  | { type: 'filter'; operator: Operator; value: string }
  /** Looks like an operator and is none, or has a value that its operator does not know. */
  | {
      type: 'problem'
      why: Why
      operator: string
      value: string
    }
)

const quotes = '"“”„«»「」『』'
// A part ends at a space outside quotes. People with Chinese or Japanese keyboards type full-width colons and other quotes.
const parts = new RegExp(
  `(?<not>-?)(?:(?<operator>\\p{L}+)[:：](?!//)(?:[${quotes}](?<quoted>[^${quotes}]*)[${quotes}]?|(?<value>[^\\s\\u3000]*))` +
    `|[${quotes}](?<phrase>[^${quotes}]*)[${quotes}]?|(?<word>[^\\s\\u3000${quotes}]+))`,
  'gu',
)
const epoch: Here = { now: new Date(0), timeZone: 'UTC' }

/** Reads a query. Never fails: what it does not understand is a part of type `problem`, or a word. */
export const parseQuery = (text: string): Part[] =>
  [...text.matchAll(parts)].flatMap((match): Part[] => {
    const { not, operator, quoted, value, phrase, word } = match.groups ?? {}
    const raw = match[0]
    const place = { raw, start: match.index, end: match.index + raw.length, not: not === '-' }
    if (operator !== undefined)
      return [{ ...place, ...readOperator(operator, quoted ?? value ?? '', place.not) }]
    if (phrase !== undefined)
      return phrase.trim() === '' ? [] : [{ ...place, type: 'phrase', text: phrase }]
    return word === undefined ? [] : [{ ...place, type: 'word', text: word }]
  })

type Read =
  | { type: 'filter'; operator: Operator; value: string }
  | {
      type: 'problem'
      why: Why
      operator: string
      value: string
    }

const readOperator = (typed: string, given: string, not: boolean): Read => {
  const name = typed.toLowerCase()
  const value = given.trim()
  const operator = operators.find((known) => known === name)
  if (!operator) return { type: 'problem', why: 'operator', operator: typed, value }
  if (value === '') return { type: 'problem', why: 'empty', operator, value }
  if (not && [...dated, 'sort'].includes(operator))
    return { type: 'problem', why: 'not', operator, value }
  const allowed = valuesOf[operator]
  if (allowed && !allowed.includes(value.toLowerCase()))
    return { type: 'problem', why: 'value', operator, value }
  if (dated.includes(operator) && !readPeriod(value, epoch))
    return { type: 'problem', why: 'date', operator, value }
  return { type: 'filter', operator, value: allowed ? value.toLowerCase() : value }
}

/** A filter as it is typed: quoted where its value has spaces. */
export const writeFilter = (operator: Operator, value: string): string =>
  /\s/u.test(value) ? `${operator}:"${value}"` : `${operator}:${value}`

/** The query without one of its parts. */
export const withoutPart = (text: string, { start, end }: Pick<Part, 'start' | 'end'>): string =>
  `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim()

/** The query with one more filter; one that is there already is not said twice, and there is one order only. */
export const withFilter = (text: string, operator: Operator, value: string): string => {
  const added = writeFilter(operator, value)
  const same = parseQuery(text).filter((part) =>
    part.type === 'filter' && operator === 'sort' ? part.operator === 'sort' : part.raw === added,
  )
  const rest = same.reduceRight((left, part) => withoutPart(left, part), text.trim())
  return `${rest} ${added}`.trim()
}
