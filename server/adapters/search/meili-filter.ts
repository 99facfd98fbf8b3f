import type { SearchFilter } from '../../ports.ts'

/** A list in Meilisearch's filter language. */
export const listOf = (values: readonly string[]): string =>
  `[${values.map((value) => JSON.stringify(value)).join(', ')}]`

const fields = { from: 'senderId', to: 'to', kinds: 'kinds' } as const

/** A filter as expressions that must all hold. */
export const filtersOf = ({ from, to, kinds, not, since, until, ids, notIds }: SearchFilter) => {
  const oneOf = (field: string, values: readonly string[] | undefined) =>
    values ? [`${field} IN ${listOf(values)}`] : []
  const noneOf = (field: string, values: readonly string[] | undefined) =>
    values && values.length > 0 ? [`${field} NOT IN ${listOf(values)}`] : []
  return [
    ...oneOf(fields.from, from),
    ...oneOf(fields.to, to),
    ...(kinds ?? []).map((kind) => `${fields.kinds} = ${JSON.stringify(kind)}`),
    ...noneOf(fields.from, not?.from),
    ...noneOf(fields.to, not?.to),
    ...noneOf(fields.kinds, not?.kinds),
    ...(since ? [`createdAt >= ${since.getTime()}`] : []),
    ...(until ? [`createdAt < ${until.getTime()}`] : []),
    ...oneOf('id', ids),
    ...noneOf('id', notIds),
  ]
}
