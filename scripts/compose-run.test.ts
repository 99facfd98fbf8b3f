import { execFile, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv, promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { personOf, signUp } from '../e2e/world/account.ts'
import { draft } from '../e2e/world/draft.ts'
import type { Program } from '../e2e/world/program.ts'
import { nodeProgram, program } from '../e2e/world/program.ts'
import { isWell, until } from '../e2e/world/wait.ts'
import { meiliStandIn } from '../server/testing/meili-stand-in.ts'
import type { Service } from './docker/compose.ts'
import { readCompose } from './docker/compose.ts'
import { findProgram, freePort } from './local-daemon.ts'
import { disposableServices, missingServices } from './local-services.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const secrets = [
  'JWT_SECRET',
  'REDIS_PASSWORD',
  'MEILI_MASTER_KEY',
  'POSTGRES_PASSWORD',
  'CLICKHOUSE_PASSWORD',
]

/** The ports of compose.yaml's network, each service's own first. */
const inside = {
  gateway: 8080,
  'fechatter-server': 6688,
  'notify-server': 6687,
  'bot-server': 6686,
  'analytics-server': 6690,
  redis: 6379,
  nats: 4222,
  meilisearch: 7700,
  clickhouse: 8123,
}
type Name = keyof typeof inside

test('every service of compose.yaml starts by its own command and environment and gets healthy', async (context) => {
  const missing = missingServices()
  if (missing.length > 0)
    context.skip(`needs ${missing.join(', ')}: install them with "make services"`)
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-compose-run-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const meilisearch = await meiliStandIn()
  onTestFinished(meilisearch.stop)
  const compose = readCompose(readFileSync(join(root, 'compose.yaml'), 'utf8'), {
    ...Object.fromEntries(secrets.map((name) => [name, randomBytes(32).toString('hex')])),
    MEILI_MASTER_KEY: meilisearch.masterKey,
  })
  const service = (name: string): Service =>
    compose.services[name] ?? expect.fail(`compose.yaml has no service ${name}`)

  const postgres = await disposableServices(['postgres'])
  onTestFinished(postgres.stop)
  const ports = Object.fromEntries(
    await Promise.all(Object.keys(inside).map(async (name) => [name, await freePort()] as const)),
  ) as Record<Name, number>
  ports.meilisearch = Number(new URL(meilisearch.url).port)

  /** A service's environment, its network being this machine's loopback. */
  const here = (name: Name): Record<string, string> => {
    const values = Object.entries(service(name).environment).map(
      ([key, value]): [string, string] => {
        if (key === 'DATABASE_URL') return [key, postgres.env.DATABASE_URL ?? '']
        if (key === 'DATA_DIR') return [key, join(directory, name)]
        if (key.endsWith('_HOST') && value === '0.0.0.0') return [key, '127.0.0.1']
        if (key.endsWith('_PORT') && value === String(inside[name]))
          return [key, String(ports[name])]
        const local = (Object.keys(inside) as Name[]).reduce(
          (text, host) =>
            text.replaceAll(`//${host}:${inside[host]}`, `//127.0.0.1:${ports[host]}`),
          value,
        )
        return [key, local]
      },
    )
    // A container has no .env: what this checkout's says must not help.
    const file = join(root, '.env')
    const hidden = existsSync(file) ? Object.keys(parseEnv(readFileSync(file, 'utf8'))) : []
    return { ...Object.fromEntries(hidden.map((key) => [key, ''])), ...Object.fromEntries(values) }
  }

  const infrastructure: Record<string, Program> = {
    redis: program(
      'redis',
      service('redis').command.map((part) =>
        part.replace(
          'redis-server ',
          `redis-server --bind 127.0.0.1 --port ${ports.redis} --dir ${directory} `,
        ),
      ),
      here('redis'),
      directory,
    ),
    nats: program(
      'nats',
      [
        findProgram('nats-server') ?? '',
        '--config',
        natsConfig(directory, ports.nats, await freePort()),
      ],
      {},
      directory,
    ),
    clickhouse: nodeProgram(
      'clickhouse',
      [
        'server/testing/clickhouse-shim.ts',
        '--port',
        String(ports.clickhouse),
        '--data',
        join(directory, 'clickhouse'),
      ],
      here('clickhouse'),
      directory,
    ),
  }
  console.log(
    [
      'postgres: Debian’s server, with a user of its own, stands in for its image.',
      'clickhouse: no binary here; its engine behind server/testing/clickhouse-shim.ts stands in for its image.',
      'meilisearch: no binary here; server/testing/meili-stand-in.ts stands in for its image.',
    ].join('\n'),
  )

  const roleNames = Object.keys(compose.services).filter(
    (name): name is Name => service(name).command[0] === 'node' && name in inside,
  )
  expect(roleNames).toHaveLength(5)
  const roles = roleNames.map((name) => {
    const [, ...args] = service(name).command
    return { name, program: nodeProgram(name, args, here(name), directory) }
  })
  const all = [...Object.values(infrastructure), ...roles.map((role) => role.program)]
  onTestFinished(async () => {
    await Promise.all(roles.map((role) => role.program.stop()))
    await Promise.all(Object.values(infrastructure).map((one) => one.stop()))
  })

  for (const one of Object.values(infrastructure)) one.start()
  for (const role of roles) role.program.start()

  /** Runs a service's own health check in its own environment. */
  const isHealthy = async (name: Name) => {
    const [kind, command, ...args] = service(name).healthcheck.test
    expect([kind, command], name).toEqual(['CMD', 'node'])
    const env = { PATH: process.env.PATH, ...here(name) }
    // Not in sync: a stand-in that is asked lives in this process.
    await promisify(execFile)(process.execPath, args, { cwd: root, env })
    return true
  }
  for (const { name } of roles) await until(`${name} is healthy`, () => isHealthy(name), all)
  const gateway = `http://127.0.0.1:${ports.gateway}`
  await until('the gateway finds everything well', () => isWell(gateway), all)

  const ada = await signUp(gateway, personOf('ada'), { workspaceName: 'Harbour' })
  const [workspace] = await ada.api.workspace.list.query()
  const workspaceId = workspace?.id ?? expect.fail('the first account comes with a workspace')
  const [general] = await ada.api.chat.list.query({ workspaceId })
  const body = 'The crane is yellow.'
  await ada.api.chat.send.mutate(draft(general?.id ?? expect.fail('no #general'), body))
  await until('the search server finds the message', async () => {
    const { hits, degraded } = await ada.api.search.messages.query({ workspaceId, text: 'crane' })
    return !degraded && hits.some(({ message }) => message.body === body)
  })
  await until('the statistics count the message', async () => {
    const { totals } = await ada.api.analytics.overview.query({ workspaceId })
    return totals.messages === 1
  })
}, 120_000)

/** The mounted configuration of NATS, its ports and its folder moved. */
const natsConfig = (directory: string, port: number, monitor: number): string => {
  const moves: [RegExp, string][] = [
    [/^port: 4222$/m, `listen: "127.0.0.1:${port}"`],
    [/^http: 8222$/m, `http: "127.0.0.1:${monitor}"`],
    [/store_dir: \/data$/m, `store_dir: "${join(directory, 'jetstream')}"`],
  ]
  const version = spawnSync(findProgram('nats-server') ?? '', ['--version'], {
    encoding: 'utf8',
  }).stdout
  if (/ v2\.\d\./.test(version)) {
    console.log(`nats: ${version.trim()} is older than the image and knows no sync_interval.`)
    moves.push([/^\s*sync_interval: always$/m, ''])
  }
  const given = readFileSync(join(root, 'fixtures/nats.conf'), 'utf8')
  const file = join(directory, 'nats.conf')
  writeFileSync(
    file,
    moves.reduce((text, [from, to]) => {
      expect(text, 'fixtures/nats.conf').toMatch(from)
      return text.replace(from, to)
    }, given),
  )
  return file
}
