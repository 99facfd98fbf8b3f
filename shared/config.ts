import { z } from 'zod'

export type Env = Readonly<Record<string, string | undefined>>

/** A configuration that cannot be used. The message names file, key and remedy, one line per problem. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Booleans as people write them in YAML and in environment variables. */
export const flag = z
  .union([z.boolean(), z.string()])
  .transform((value) => (typeof value === 'boolean' ? value : value.trim().toLowerCase()))
  .refine((value) => [true, false, 'true', 'false', '1', '0', 'yes', 'no', ''].includes(value), {
    error: 'expected true or false',
  })
  .transform((value) => value === true || value === 'true' || value === '1' || value === 'yes')

/** A URL or nothing: an empty value means "not configured". */
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => (value ? value : undefined))

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every string of a parsed document. It works on the parsed values, so a secret that
 * holds `#`, `:` or a quote cannot change the document's structure. An unset `${NAME}` without a default becomes the empty string.
 */
export const substitute = (value: unknown, env: Env): unknown => {
  if (typeof value === 'string')
    return value.replace(
      /\$\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?\}/g,
      (_, name: string, fallback = '') =>
        env[name] === undefined || env[name] === '' ? String(fallback) : env[name],
    )
  if (Array.isArray(value)) return value.map((item) => substitute(item, env))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, substitute(item, env)]),
    )
  return value
}

/**
 * Checks one parsed config document against its schema.
 * @param file the name to show in errors, e.g. `fixtures/gateway.yml`
 * @throws ConfigError with one line per problem: file, dotted key, what is wrong and what to set
 */
export const parseConfig = <S extends z.ZodType>(
  schema: S,
  document: unknown,
  file: string,
  env: Env,
): z.output<S> => {
  const result = schema.safeParse(substitute(document ?? {}, env))
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => {
    const key = issue.path.join('.')
    const source = variableAt(document, issue.path)
    const remedy = source
      ? ` Set ${source} in the environment or in .env.`
      : ` Correct it in ${file}.`
    return issue.code === 'unrecognized_keys'
      ? `${file}: ${[...issue.path, issue.keys.join(', ')].join('.')}: unknown key. Remove it or correct its spelling.`
      : `${file}: ${key || '(top)'}: ${issue.message}.${remedy}`
  })
  throw new ConfigError(lines.join('\n'))
}

const variableAt = (document: unknown, path: readonly PropertyKey[]): string | undefined => {
  const value = path.reduce<unknown>(
    (at, key) =>
      at !== null && typeof at === 'object' ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    document,
  )
  return typeof value === 'string' ? /\$\{([A-Z][A-Z0-9_]*)/.exec(value)?.[1] : undefined
}
