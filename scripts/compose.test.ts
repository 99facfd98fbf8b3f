import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig as readGatewayConfig } from '../gateway/config.ts'
import type { RoleName } from '../server/config.ts'
import { readConfig } from '../server/config.ts'
import type { Service } from './docker/compose.ts'
import { readCompose } from './docker/compose.ts'
import { runArgs } from './docker/run-args.ts'
import { fillSecrets } from './setup-env.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const needed = [
  'JWT_SECRET',
  'REDIS_PASSWORD',
  'MEILI_MASTER_KEY',
  'POSTGRES_PASSWORD',
  'CLICKHOUSE_PASSWORD',
]
const env: Record<string, string> = Object.fromEntries(
  needed.map((name) => [name, randomBytes(32).toString('hex')]),
)
const compose = readCompose(read('compose.yaml'), env)
const services = Object.entries(compose.services)

const roles: Record<string, { role: RoleName | 'gateway'; file: string }> = {
  gateway: { role: 'gateway', file: 'fixtures/gateway.yml' },
  'fechatter-server': { role: 'server', file: 'fixtures/fechatter.yml' },
  'notify-server': { role: 'notify', file: 'fixtures/notify.yml' },
  'bot-server': { role: 'bot', file: 'fixtures/bot.yml' },
  'analytics-server': { role: 'analytics', file: 'fixtures/analytics.yml' },
}
const service = (name: string): Service =>
  compose.services[name] ?? expect.fail(`compose.yaml has no service ${name}`)

test('all ten services of the guide are there, and only the gateway is published', () => {
  expect(services.map(([name]) => name).sort()).toEqual(
    [...Object.keys(roles), 'postgres', 'redis', 'nats', 'meilisearch', 'clickhouse'].sort(),
  )
  expect(services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual([
    'gateway',
  ])
})

test('each one has a health check, restarts, and lives in the one network', () => {
  for (const [name, { healthcheck, networks, restart }] of services) {
    expect(healthcheck.test.length, name).toBeGreaterThan(1)
    expect(networks, name).toEqual(['fechatter-net'])
    expect(restart, name).toBe('unless-stopped')
  }
})

test('whoever is told an address of another service waits until that one is healthy', () => {
  const bootstrapped = ['bot-server', 'analytics-server']
  for (const [name, { environment, depends_on }] of services)
    for (const value of Object.values(environment)) {
      const host = /^\w+:\/\/(?:[^@/]+@)?([\w-]+)/.exec(value)?.[1] ?? ''
      // The gateway serves chats before the bot and the statistics are there.
      if (host in compose.services && !(name === 'gateway' && bootstrapped.includes(host)))
        expect(Object.keys(depends_on), `${name} uses ${host}`).toContain(host)
    }
})

test('every variable of a config file without a default of its own is given to its service', () => {
  // A certificate needs a mounted file too: that is for a compose file of the operator's own.
  const operators = ['TLS_CERT', 'TLS_KEY']
  for (const [name, { file }] of Object.entries(roles)) {
    const missing = [...read(file).matchAll(/\$\{(\w+)(?::-([^}]*))?\}/g)]
      .filter(([, , fallback]) => !fallback)
      .map(([, variable = '']) => variable)
      .filter(
        (variable) => !(variable in service(name).environment) && !operators.includes(variable),
      )
    expect(missing, `${name} by ${file}`).toEqual([])
  }
})

test('each role accepts the configuration it would have in its container, in production', () => {
  for (const [name, { role, file }] of Object.entries(roles)) {
    const { environment, command } = service(name)
    expect(environment).toMatchObject({ NODE_ENV: 'production', ROLE: role })
    if (role === 'gateway') {
      const config = readGatewayConfig(environment, read(file))
      expect(config.listen).toEqual({ host: '0.0.0.0', port: 8080 })
      expect(command).toEqual(['node', 'gateway/main.ts'])
    } else {
      const config = readConfig([role], environment, read)
      expect(config.production).toBe(true)
      expect(config.listen[role]?.host).toBe('0.0.0.0')
      expect(config.database.url).toContain(env.POSTGRES_PASSWORD)
      expect(command).toEqual(['node', 'server/main.ts'])
    }
  }
})

test('a missing secret is refused by name', () => {
  for (const name of needed)
    expect(() => readCompose(read('compose.yaml'), { ...env, [name]: undefined })).toThrow(name)
})

test('the environment that make up writes is enough', () => {
  const filled = fillSecrets(read('env.example'))
  for (const name of needed) expect(filled).toMatch(new RegExp(`^${name}=[0-9a-f]{64}$`, 'm'))
})

test('docker-compose accepts the files and understands them as we do', (context) => {
  const program = ['docker-compose', 'docker compose'].find(
    (candidate) => spawnSync('sh', ['-c', `${candidate} version`]).status === 0,
  )
  if (!program) context.skip('needs docker-compose: none is installed')
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-compose-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const envFile = join(directory, 'env')
  writeFileSync(envFile, needed.map((name) => `${name}=${env[name]}\n`).join(''))
  const config = (...args: string[]) => {
    const command = `${program} --env-file ${envFile} ${args.join(' ')} config`
    const result = spawnSync('sh', ['-c', command], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
    })
    expect(result.stderr).toBe('')
    expect(result.status).toBe(0)
    return parse(result.stdout) as {
      services: Record<string, { environment?: object; ports?: unknown[] }>
    }
  }
  const seen = config('-f compose.yaml')
  for (const [name, { environment }] of services)
    expect(
      Object.fromEntries(
        Object.entries(seen.services[name]?.environment ?? {}).map(([key, value]) => [
          key,
          String(value),
        ]),
      ),
      name,
    ).toEqual(environment)
  const dev = config('-f compose.yaml', '-f compose.dev.yaml')
  for (const [name, { ports = [] }] of Object.entries(dev.services))
    if (name !== 'gateway') expect(JSON.stringify(ports)).not.toMatch(/"0\.0\.0\.0|"\d+:/)
})

test('docker run gets what compose.yaml says, and no secret on its command line', () => {
  const args = runArgs('redis', service('redis'))
  expect(args.join(' ')).toBe(
    'run --detach --name fechatter-redis --network fechatter-net --network-alias redis --restart unless-stopped' +
      ' --env REDIS_PASSWORD --volume fechatter_redis:/data' +
      ' --health-cmd REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli ping | grep -q PONG' +
      ' --health-interval 3s --health-timeout 3s --health-retries 20' +
      ' redis:7-alpine sh -c exec redis-server --requirepass "$REDIS_PASSWORD" --save 60 1',
  )
  for (const [name, one] of services)
    for (const secret of Object.values(env))
      expect(runArgs(name, one).join(' ')).not.toContain(secret)
  expect(runArgs('gateway', service('gateway'))).toEqual(
    expect.arrayContaining(['--publish', '8080:8080', '--read-only', '--cap-drop', 'ALL']),
  )
})
