import { dateWords } from '../../shared/search-dates.ts'
import type { Operator } from '../../shared/search-query.ts'
import { operators, valuesOf, writeFilter } from '../../shared/search-query.ts'

/** What is being typed: the piece of the query that the caret is in. */
export interface Token {
  start: number
  end: number
  not: '' | '-'
  /** Null while no operator is complete. */
  operator: Operator | null
  typed: string
}

/** Something that the token can become. `next` keeps completing: an operator still wants its value. */
export interface Completion {
  key: string
  label: string
  detail: string
  text: string
  next: boolean
}

/** The token at the caret. */
export const tokenAt = (text: string, caret: number): Token => {
  const start = text.slice(0, caret).search(/(?:[^\s"]|"[^"]*"?)*$/u)
  const rest = /^[^\s]*/u.exec(text.slice(caret))?.[0].length ?? 0
  const piece = text.slice(start, caret)
  const [, not = '', name = '', typed = ''] = /^(-?)(?:(\p{L}+)[:：])?"?(.*)$/su.exec(piece) ?? []
  const operator = operators.find((known) => known === name.toLowerCase()) ?? null
  return {
    ...{ start, end: caret + rest, not: not === '-' ? '-' : '' },
    ...(operator ? { operator, typed } : { operator, typed: name ? `${name}:${typed}` : typed }),
  }
}

/** What needs no server: operators by their beginning, and the values of those that have a closed list. */
export const ownCompletions = (
  { operator, typed, not }: Token,
  what: Readonly<Record<Operator, string>>,
): Completion[] => {
  const wanted = typed.toLowerCase()
  if (!operator)
    return operators
      .filter((name) => name.startsWith(wanted))
      .map((name) => ({
        ...{ key: name, label: `${not}${name}:`, detail: what[name] },
        ...{ text: `${not}${name}:`, next: true },
      }))
  const dated = ['before', 'after', 'on', 'during'].includes(operator)
  const values = valuesOf[operator] ?? (dated ? dateWords : [])
  return values
    .filter((value) => value.startsWith(wanted))
    .map((value) => completion(not, operator, value, ''))
}

/** An operator with a value, finished. */
export const completion = (
  not: Token['not'],
  operator: Operator,
  value: string,
  detail: string,
): Completion => {
  const text = `${not}${writeFilter(operator, value)}`
  return { key: text, label: text, detail, text: `${text} `, next: false }
}

/** The query with the token replaced, and where the caret goes. */
export const completed = (
  text: string,
  { start, end }: Token,
  { text: inserted }: Completion,
): { text: string; caret: number } => {
  const rest = text.slice(end).replace(/^\s+/u, '')
  return { text: `${text.slice(0, start)}${inserted}${rest}`, caret: start + inserted.length }
}
