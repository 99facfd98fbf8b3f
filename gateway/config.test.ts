import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const yaml = readFileSync(new URL('../fixtures/gateway.yml', import.meta.url), 'utf8')
const secret = randomBytes(32).toString('hex')
const env = { JWT_SECRET: secret }
const refusal = (given: Record<string, string>, text = yaml) => {
  try {
    readConfig(given, text)
    return 'accepted'
  } catch (error) {
    return String(error)
  }
}

test('the shipped file works with a secret alone', () => {
  expect(readConfig(env, yaml)).toMatchObject({
    listen: { host: '127.0.0.1', port: 8080 },
    publicUrl: undefined,
    tls: undefined,
    redis: undefined,
    trustedProxies: [],
    corsOrigins: [],
    limits: {
      account: { points: 300, seconds: 10 },
      network: { points: 1500, seconds: 10 },
      signIn: { points: 20, seconds: 60 },
      streamsPerNetwork: 200,
    },
    upstreams: {
      server: ['http://127.0.0.1:6688'],
      notify: ['http://127.0.0.1:6687'],
      bot: ['http://127.0.0.1:6686'],
      analytics: ['http://127.0.0.1:6690'],
    },
  })
})

test('lists and addresses are taken apart', () => {
  const config = readConfig(
    {
      ...env,
      SERVER_URLS: 'http://one:1/, http://two:2',
      TRUSTED_PROXIES: '10.0.0.0/8,::1',
      CORS_ORIGINS: 'https://app.example.org',
      PUBLIC_URL: 'https://chat.example.org/',
    },
    yaml,
  )
  expect(config.upstreams.server).toEqual(['http://one:1', 'http://two:2'])
  expect(config.trustedProxies).toEqual(['10.0.0.0/8', '::1'])
  expect(config.corsOrigins).toEqual(['https://app.example.org'])
  expect(config.publicUrl).toBe('https://chat.example.org')
})

test.each([
  [{}, 'fixtures/gateway.yml: jwt_secret: a secret is missing. Set JWT_SECRET'],
  [{ ...env, GATEWAY_PORT: 'x' }, 'listen.port:'],
  [{ ...env, GATEWAY_PORT: '99999' }, 'Set GATEWAY_PORT'],
  [{ ...env, LOG_LEVEL: 'loud' }, 'log.level:'],
  [{ ...env, PUBLIC_URL: 'chat.example.org' }, 'Set PUBLIC_URL'],
  [{ ...env, TRUSTED_PROXIES: '10.0.0.0/99' }, 'Set TRUSTED_PROXIES'],
  [{ ...env, CORS_ORIGINS: 'https://a.example/path' }, 'Set CORS_ORIGINS'],
  [{ ...env, CORS_ORIGINS: '*' }, 'Set CORS_ORIGINS'],
  [{ ...env, NOTIFY_URLS: 'tcp://x' }, 'upstreams.notify:'],
  [{ ...env, BOT_URLS: ',' }, 'upstreams.bot:'],
  [{ ...env, LIMIT_ACCOUNT: '0' }, 'limits.account.points:'],
  [{ ...env, TLS_CERT: 'a.pem' }, 'tls.key:'],
  [{ ...env, TLS_KEY: 'a.pem' }, 'tls.cert:'],
  [{ ...env, TLS_CERT: 'absent.pem', TLS_KEY: 'absent.pem' }, 'Set TLS_CERT'],
  [{ JWT_SECRET: 'short', NODE_ENV: 'production' }, 'at least 32 random characters'],
  [{ ...env, REDIS_URL: 'redis://redis:6379', NODE_ENV: 'production' }, 'Set REDIS_PASSWORD'],
] as const)('%o is refused', (given, reason) => {
  const message = refusal(given)
  expect(message).toContain('fixtures/gateway.yml: ')
  expect(message).toContain(reason)
  expect(message).not.toContain(secret)
})

test('unknown keys and broken YAML are refused', () => {
  expect(refusal(env, `${yaml}\nlimit: 3\n`)).toContain('limit: unknown key. Remove it')
  expect(refusal(env, 'listen: [')).toContain('fixtures/gateway.yml: not valid YAML')
})
