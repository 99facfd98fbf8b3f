import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Env } from '../shared/config.ts'
import { ConfigError, optionalText, parseConfig } from '../shared/config.ts'
import { isAddressOrNetwork } from './network.ts'

export const services = ['server', 'notify', 'bot', 'analytics'] as const
export type Service = (typeof services)[number]

const file = 'fixtures/gateway.yml'

const count = z.coerce.number().int().min(1)
const window = z.strictObject({ points: count, seconds: count })
const list = z
  .string()
  .nullish()
  .transform((text) => (text ?? '').split(',').flatMap((item) => item.trim() || []))
const origin = (text: string) => (URL.canParse(text) ? new URL(text).origin : undefined)
const urls = list
  .refine((all) => all.length > 0, { error: 'name at least one URL' })
  .refine((all) => all.every((text) => /^http:\/\/[^/?#@]+\/?$/.test(text) && origin(text)), {
    error: 'expected URLs like http://127.0.0.1:6688, separated by commas',
  })
  .transform((all) => all.flatMap((text) => origin(text) ?? []))

const Schema = z.strictObject({
  listen: z.strictObject({
    host: z.string().min(1),
    port: z.coerce.number().int().min(0).max(65_535),
  }),
  log: z.strictObject({
    level: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  }),
  public_url: optionalText.refine((text) => !text || /^https?:\/\/[^/?#]+\/?$/.test(text), {
    error: 'expected an address like https://chat.example.org',
  }),
  tls: z.strictObject({ cert: optionalText, key: optionalText }),
  jwt_secret: z.string().min(1, { error: 'a secret is missing' }),
  redis: z.strictObject({ url: optionalText, password: optionalText }),
  trusted_proxies: list.refine((all) => all.every(isAddressOrNetwork), {
    error: 'expected addresses or networks like 10.0.0.0/8, separated by commas',
  }),
  cors_origins: list.refine((all) => all.every((text) => origin(text) === text), {
    error: 'expected origins like https://app.example.org, without a path, separated by commas',
  }),
  body_limit_bytes: count,
  upload_limit_bytes: count,
  limits: z.strictObject({
    account: window,
    network: window,
    sign_in: window,
    streams_per_network: count,
  }),
  upstreams: z.strictObject({ server: urls, notify: urls, bot: urls, analytics: urls }),
  timeouts: z.strictObject({
    headers: count,
    request: count,
    upload: count,
    connect: count,
    answer: count,
    hold: count,
    drain: count,
    check: count,
    recheck: count,
  }),
})

type Values = z.output<typeof Schema>

/** Everything the gateway can be told, checked. Times are in milliseconds, URLs without a trailing slash. */
export interface Config {
  listen: Values['listen']
  logLevel: Values['log']['level']
  /** undefined: localhost and the port it listens on. */
  publicUrl: string | undefined
  /** PEM texts. */
  tls: { cert: string; key: string } | undefined
  jwtSecret: string
  redis: { url: string; password: string | undefined } | undefined
  trustedProxies: readonly string[]
  corsOrigins: readonly string[]
  bodyLimit: number
  /** Of one part of a file, or of a form with files. */
  uploadLimit: number
  limits: {
    account: Window
    network: Window
    signIn: Window
    streamsPerNetwork: number
  }
  upstreams: Readonly<Record<Service, readonly string[]>>
  timeouts: Values['timeouts']
}
export type Window = z.output<typeof window>

const rootOf = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Reads `.env` (which never overrides the environment) and `fixtures/gateway.yml`. */
export const loadConfig = (): Config => {
  if (existsSync(rootOf('.env'))) process.loadEnvFile(rootOf('.env'))
  return readConfig(process.env, readFileSync(rootOf(file), 'utf8'))
}

/**
 * As {@link loadConfig}, with the environment and the YAML text given.
 * @throws ConfigError naming file, key and remedy
 */
export const readConfig = (env: Env, yaml: string): Config => {
  const values = parseConfig(Schema, parseYaml(yaml), file, env)
  const problems = [
    ...tlsProblems(values),
    ...(env.NODE_ENV === 'production' ? productionProblems(values) : []),
  ]
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  const { tls, redis, limits } = values
  return Object.freeze({
    listen: values.listen,
    logLevel: values.log.level,
    publicUrl: values.public_url?.replace(/\/$/, ''),
    tls:
      tls.cert && tls.key
        ? { cert: pem('cert', tls.cert, 'TLS_CERT'), key: pem('key', tls.key, 'TLS_KEY') }
        : undefined,
    jwtSecret: values.jwt_secret,
    redis: redis.url ? { url: redis.url, password: redis.password } : undefined,
    trustedProxies: values.trusted_proxies,
    corsOrigins: values.cors_origins,
    bodyLimit: values.body_limit_bytes,
    uploadLimit: values.upload_limit_bytes,
    limits: {
      account: limits.account,
      network: limits.network,
      signIn: limits.sign_in,
      streamsPerNetwork: limits.streams_per_network,
    },
    upstreams: values.upstreams,
    timeouts: values.timeouts,
  })
}

const tlsProblems = ({ tls }: Values): string[] => {
  if (Boolean(tls.cert) === Boolean(tls.key)) return []
  const missing = tls.cert ? 'key' : 'cert'
  return [
    `${file}: tls.${missing}: certificate and key belong together. Set TLS_CERT and TLS_KEY, or neither.`,
  ]
}

const productionProblems = ({ jwt_secret, redis }: Values): string[] => [
  ...(jwt_secret.length < 32
    ? [
        `${file}: jwt_secret: too short for production. Set JWT_SECRET to at least 32 random characters, e.g. from "openssl rand -hex 32".`,
      ]
    : []),
  ...(redis.url && !redis.password && !passwordIn(redis.url)
    ? [`${file}: redis.password: missing in production. Set REDIS_PASSWORD.`]
    : []),
]

const passwordIn = (url: string) => URL.canParse(url) && new URL(url).password !== ''

const pem = (key: string, path: string, variable: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new ConfigError(
      `${file}: tls.${key}: the file cannot be read. Set ${variable} to a PEM file that this user may read.`,
    )
  }
}

const parseYaml = (text: string): unknown => {
  try {
    return parse(text)
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    throw new ConfigError(`${file}: not valid YAML: ${reason} Correct it in ${file}.`)
  }
}
