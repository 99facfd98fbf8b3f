import type { JsonSchema } from './procedures.ts'

const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``

const typeOf = (schema: JsonSchema): string => {
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ')
  if (schema.enum) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ')
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`
  if (schema.type === 'object')
    return schema.properties
      ? `object of ${Object.entries(schema.properties)
          .map(([name, field]) => `${code(name)} (${typeOf(field)})`)
          .join(', ')}`
      : 'object'
  if (schema.format === 'uuid') return 'UUID'
  if (schema.format === 'date-time') return 'time, ISO 8601'
  if (schema.format === 'email') return 'e-mail address'
  return Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'anything')
}

/** The largest integer that JSON carries: zod names it where no bound is meant. */
const bound = (n: number | undefined) =>
  n !== undefined && Math.abs(n) < Number.MAX_SAFE_INTEGER ? n : undefined

const span = (least: number | undefined, most: number | undefined, unit: string): string[] => {
  const [low, high] = [bound(least), bound(most)]
  if (low !== undefined && high !== undefined) return [`${low} to ${high}${unit}`]
  if (low !== undefined) return [`at least ${low}${unit}`]
  return high === undefined ? [] : [`at most ${high}${unit}`]
}

const rulesOf = (schema: JsonSchema, required: boolean): string =>
  [
    required ? 'required' : 'optional',
    ...(schema.format ? [] : span(schema.minLength, schema.maxLength, ' characters')),
    ...span(schema.minimum, schema.maximum, ''),
    ...span(schema.minItems, schema.maxItems, ' entries'),
    ...(schema.default === undefined ? [] : [`default ${code(JSON.stringify(schema.default))}`]),
  ].join(', ')

/** The fields of an input as a table of Markdown. */
export const inputTable = (input: JsonSchema | null): string => {
  const fields = Object.entries(input?.properties ?? {})
  if (fields.length === 0) return 'No input.'
  const rows = fields.map(([name, field]) => {
    const required = input?.required?.includes(name) === true && field.default === undefined
    return `| ${code(name)} | ${typeOf(field)} | ${rulesOf(field, required)} |`
  })
  return ['| Input | Type | Rules |', '|---|---|---|', ...rows].join('\n')
}
