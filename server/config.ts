import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Env } from '../shared/config.ts'
import { ConfigError, flag, optionalText, parseConfig } from '../shared/config.ts'

export const roleNames = ['server', 'notify', 'bot', 'analytics'] as const
export type RoleName = (typeof roleNames)[number]

const files: Record<RoleName, string> = {
  server: 'fixtures/fechatter.yml',
  notify: 'fixtures/notify.yml',
  bot: 'fixtures/bot.yml',
  analytics: 'fixtures/analytics.yml',
}

const port = z.coerce.number().int().min(0).max(65_535)
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const common = {
  listen: z.strictObject({ host: z.string().min(1), port }),
  log: z.strictObject({ level: z.enum(logLevels) }),
  public_url: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  data_dir: z.string().min(1),
  jwt_secret: z.string().min(1, { error: 'a secret is missing' }),
  database: z.strictObject({
    url: optionalText,
    pool_size: z.coerce.number().int().min(1).max(200),
  }),
  nats: z.strictObject({ url: optionalText }),
}
const redis = z.strictObject({ url: optionalText, password: optionalText })
const meilisearch = z.strictObject({ url: optionalText, master_key: optionalText })
const clickhouse = z.strictObject({
  url: optionalText,
  user: z.string(),
  password: optionalText,
  database: z.string().regex(/^\w+$/),
})
const bytes = z.coerce.number().int().positive()
const fileLimits = z.strictObject({ max_bytes: bytes, workspace_bytes: bytes })
const s3 = z.strictObject({
  url: optionalText,
  region: z.string().min(1),
  access_key: optionalText,
  secret_key: optionalText,
})
const llm = z.strictObject({
  api_key: optionalText,
  base_url: optionalText,
  model: z.string().min(1),
  timeout_seconds: z.coerce.number().positive(),
})

const mail = z.strictObject({ smtp_url: optionalText, from: z.string().min(1) })
const exports = z.strictObject({ private_chats: flag })

const schemas = {
  server: z.strictObject({
    ...common,
    redis,
    mail,
    meilisearch,
    clickhouse,
    llm,
    files: fileLimits,
    s3,
    exports,
  }),
  notify: z.strictObject({ ...common }),
  bot: z.strictObject({ ...common, redis, meilisearch, clickhouse, llm }),
  analytics: z.strictObject({ ...common, clickhouse }),
} satisfies Record<RoleName, z.ZodType>

/** Everything that the processes of roles server, notify, bot and analytics can be told, checked and frozen. */
export interface Config {
  production: boolean
  /** The roles that this process plays. */
  roles: readonly RoleName[]
  listen: Readonly<Partial<Record<RoleName, { host: string; port: number }>>>
  logLevel: (typeof logLevels)[number]
  /** Without a trailing slash. */
  publicUrl: string
  dataDir: string
  jwtSecret: string
  database: { url: string | undefined; poolSize: number }
  redis: { url: string; password: string | undefined } | undefined
  natsUrl: string | undefined
  meilisearch: { url: string; masterKey: string } | undefined
  clickhouse: { url: string; user: string; password: string; database: string } | undefined
  /** The most that one file and that all files of a workspace may have. */
  files: { maxBytes: number; workspaceBytes: number }
  /** Whether owners may export private and direct chats. */
  exportPrivateChats: boolean
  s3: { url: string; region: string; accessKey: string; secretKey: string } | undefined
  /** Without a mail server nothing is sent. */
  mail: { url: string; from: string } | undefined
  llm: {
    apiKey: string | undefined
    baseUrl: string | undefined
    model: string
    timeoutMs: number
  }
}

const rootOf = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/**
 * The roles that a process is asked to play: its arguments, else `ROLE` (comma-separated), else all of them.
 * @throws ConfigError for a name that is no role
 */
export const chosenRoles = (args: readonly string[]): RoleName[] => {
  const names = args.length > 0 ? args : (process.env.ROLE ?? '').split(',').filter(Boolean)
  return (names.length > 0 ? names : roleNames).map(
    (name) => roleNames.find((role) => role === name) ?? unknownRole(name),
  )
}

const unknownRole = (name: string): never => {
  throw new ConfigError(`ROLE: "${name}" is no role. Use ${roleNames.join(', ')}, or none for all.`)
}

/**
 * Reads `.env` and `fixtures/*.yml` for the roles of this process.
 * @param roles the roles to play; all of them make the embedded form possible
 * @throws ConfigError naming file, key and remedy
 */
export const loadConfig = (roles: readonly RoleName[]): Config => {
  if (existsSync(rootOf('.env'))) process.loadEnvFile(rootOf('.env'))
  // Here an empty variable means "not set", and compose.yaml passes such on; packages that read the environment themselves differ.
  for (const [name, value] of Object.entries(process.env)) if (!value) delete process.env[name]
  return readConfig(roles, process.env, (file) => readFileSync(rootOf(file), 'utf8'))
}

/** As {@link loadConfig}, with the environment and the files given. */
export const readConfig = (
  roles: readonly RoleName[],
  env: Env,
  read: (file: string) => string,
): Config => {
  const documents = roles.map((role) => {
    const file = files[role]
    return {
      role,
      file,
      values: parseConfig(schemas[role], parseYaml(read(file), file), file, env),
    }
  })
  const first = documents[0]
  if (!first) throw new ConfigError('ROLES: name at least one role: ' + roleNames.join(', '))
  const values = {
    ...first.values,
    ...documents.reduce((all, { values }) => ({ ...all, ...values }), {}),
  } as z.output<typeof schemas.server>
  for (const { file, values: own } of documents)
    for (const [key, value] of Object.entries(own))
      if (
        key !== 'listen' &&
        JSON.stringify(value) !== JSON.stringify(values[key as keyof typeof values])
      )
        throw new ConfigError(
          `${file}: ${key}: differs from the other files. Roles in one process share it: make the files agree.`,
        )

  const production = env.NODE_ENV === 'production'
  const alone = roles.length === roleNames.length
  const problems: string[] = []
  const need = (given: unknown, name: string, why: string) => {
    if (!given) problems.push(`${first.file}: ${why} Set ${name} in the environment or in .env.`)
  }
  if (!alone) {
    const why = `a process with only the role ${roles.join(', ')} shares its data with others.`
    need(values.database.url, 'DATABASE_URL', why)
    need(values.nats.url, 'NATS_URL', why)
    if (values.redis) need(values.redis.url, 'REDIS_URL', why)
    if (values.clickhouse) need(values.clickhouse.url, 'CLICKHOUSE_URL', why)
  }
  if (production) {
    if (!values.database.url && !isTrue(env.EMBEDDED))
      problems.push(
        `${first.file}: database.url: production without a database server. Set DATABASE_URL, or EMBEDDED=true on purpose.`,
      )
    if (values.jwt_secret.length < 32 || /change|default|secret/i.test(values.jwt_secret))
      problems.push(
        `${first.file}: jwt_secret: too short or a default. Set JWT_SECRET to at least 32 random characters, e.g. from "openssl rand -hex 32".`,
      )
    if (values.redis?.url)
      need(values.redis.password, 'REDIS_PASSWORD', 'redis.password: missing in production.')
  }
  if (values.meilisearch?.url)
    need(values.meilisearch.master_key, 'MEILI_MASTER_KEY', 'meilisearch.master_key: missing.')
  if (values.s3?.url) {
    need(values.s3.access_key, 'S3_ACCESS_KEY', 's3.access_key: missing.')
    need(values.s3.secret_key, 'S3_SECRET_KEY', 's3.secret_key: missing.')
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))

  return Object.freeze({
    production,
    roles,
    listen: Object.fromEntries(documents.map(({ role, values }) => [role, values.listen])),
    logLevel: values.log.level,
    publicUrl: values.public_url,
    dataDir: values.data_dir.startsWith('/') ? values.data_dir : rootOf(values.data_dir),
    jwtSecret: values.jwt_secret,
    database: { url: values.database.url, poolSize: values.database.pool_size },
    redis: values.redis?.url
      ? { url: values.redis.url, password: values.redis.password }
      : undefined,
    natsUrl: values.nats.url,
    meilisearch: values.meilisearch?.url
      ? { url: values.meilisearch.url, masterKey: values.meilisearch.master_key ?? '' }
      : undefined,
    clickhouse: values.clickhouse?.url
      ? {
          url: values.clickhouse.url,
          user: values.clickhouse.user,
          password: values.clickhouse.password ?? '',
          database: values.clickhouse.database,
        }
      : undefined,
    files: {
      maxBytes: values.files?.max_bytes ?? 0,
      workspaceBytes: values.files?.workspace_bytes ?? 0,
    },
    exportPrivateChats: values.exports?.private_chats ?? false,
    s3: values.s3?.url
      ? {
          url: values.s3.url.replace(/\/+$/, ''),
          region: values.s3.region,
          accessKey: values.s3.access_key ?? '',
          secretKey: values.s3.secret_key ?? '',
        }
      : undefined,
    mail: values.mail?.smtp_url ? { url: values.mail.smtp_url, from: values.mail.from } : undefined,
    llm: {
      apiKey: values.llm?.api_key,
      baseUrl: values.llm?.base_url,
      model: values.llm?.model ?? '',
      timeoutMs: (values.llm?.timeout_seconds ?? 30) * 1000,
    },
  })
}

const isTrue = (value: string | undefined) => flag.safeParse(value ?? '').data === true

const parseYaml = (text: string, file: string): unknown => {
  try {
    return parse(text)
  } catch (error) {
    throw new ConfigError(
      `${file}: not valid YAML: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
