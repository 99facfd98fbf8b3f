import type { Part } from '../../shared/search-query.ts'
import { parseQuery } from '../../shared/search-query.ts'

/** What a query can be the name of. Empty for one that narrows down. */
export const nameIn = (text: string): string => {
  const parts = parseQuery(text)
  const narrows = (part: Part) => part.not || (part.type === 'filter' && part.operator !== 'sort')
  return parts.some(narrows)
    ? ''
    : parts
        .flatMap((part) => ('text' in part ? part.text : []))
        .join(' ')
        .trim()
}
