import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Env } from '../shared/config.ts'
import { ConfigError } from '../shared/config.ts'
import type { RoleName } from './config.ts'
import { readConfig, roleNames } from './config.ts'

const secret = randomBytes(32).toString('hex')
const fixture = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')

const refusal = (roles: readonly RoleName[], env: Env, read = fixture): string => {
  try {
    readConfig(roles, env, read)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return 'accepted'
}

test('nothing but a secret is needed to run embedded', () => {
  const config = readConfig(roleNames, { JWT_SECRET: secret }, fixture)
  expect(config).toMatchObject({
    production: false,
    publicUrl: 'http://localhost:8080',
    natsUrl: undefined,
    redis: undefined,
    listen: {
      server: { host: '127.0.0.1', port: 6688 },
      notify: { port: 6687 },
      bot: { port: 6686 },
      analytics: { port: 6690 },
    },
  })
})

test('a missing secret is named with file, key and variable', () => {
  const message = refusal(roleNames, {})
  expect(message).toContain('fixtures/fechatter.yml: jwt_secret')
  expect(message).toContain('Set JWT_SECRET in the environment or in .env')
})

test('an unknown key and a wrong type are named', () => {
  const read = (file: string) =>
    fixture(file)
      .replace('log:', 'logs:')
      .replace(/port: \S+/, 'port: many')
  const message = refusal(['server'], { JWT_SECRET: secret }, read)
  expect(message).toContain('fixtures/fechatter.yml: logs: unknown key')
  expect(message).toMatch(/fixtures\/fechatter\.yml: listen\.port: .*number/)
})

test('a value with the characters of YAML stays a value', () => {
  const odd = `a#b: c'"{}[]${secret}`
  expect(readConfig(['notify'], cluster({ JWT_SECRET: odd }), fixture).jwtSecret).toBe(odd)
})

const cluster = (more: Env = {}): Env => ({
  JWT_SECRET: secret,
  DATABASE_URL: 'postgres://localhost/fechatter',
  NATS_URL: 'nats://localhost:4222',
  REDIS_URL: 'redis://localhost:6379',
  REDIS_PASSWORD: secret,
  CLICKHOUSE_URL: 'http://localhost:8123',
  ...more,
})

test.each(['DATABASE_URL', 'NATS_URL', 'REDIS_URL', 'CLICKHOUSE_URL'])(
  'a role on its own does not start without %s',
  (variable) => {
    expect(refusal(['server'], cluster())).toBe('accepted')
    expect(refusal(['server'], cluster({ [variable]: '' }))).toContain(`Set ${variable}`)
  },
)

test.each([
  ['a short secret', { JWT_SECRET: 'tiny' }, 'JWT_SECRET'],
  ['a default secret', { JWT_SECRET: 'please-change-me-please-change-me-now' }, 'JWT_SECRET'],
  ['no password for Redis', { REDIS_PASSWORD: '' }, 'REDIS_PASSWORD'],
  ['no key for Meilisearch', { MEILI_URL: 'http://localhost:7700' }, 'MEILI_MASTER_KEY'],
])('production does not start with %s', (_, env, variable) => {
  const production = { NODE_ENV: 'production' }
  expect(refusal(['server'], cluster(production))).toBe('accepted')
  expect(refusal(['server'], cluster({ ...production, ...env }))).toContain(variable)
})

test('production without a database server must be meant', () => {
  const env = { JWT_SECRET: secret, NODE_ENV: 'production' }
  expect(refusal(roleNames, env)).toContain('EMBEDDED=true')
  expect(refusal(roleNames, { ...env, EMBEDDED: 'true' })).toBe('accepted')
})

test('roles in one process cannot have two databases', () => {
  const read = (file: string) =>
    file.endsWith('bot.yml')
      ? fixture(file).replace('${DATABASE_URL:-}', 'postgres://other/x')
      : fixture(file)
  expect(refusal(roleNames, { JWT_SECRET: secret }, read)).toContain('fixtures/bot.yml: database')
})
