import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { disposableServices, missingServices } from '../../scripts/local-services.ts'
import { chooseAddresses } from './addresses.ts'
import type { Program } from './program.ts'
import { nodeProgram } from './program.ts'
import { isReady, isWell, until } from './wait.ts'
import type { World } from './world.ts'

/**
 * Fechatter as compose.yaml runs it, without containers: real PostgreSQL, Redis and NATS, ClickHouse's engine behind HTTP, stand-ins
 * for Meilisearch and the language model, two servers, two notify servers, one of each other role, and the gateway.
 */
export const clusteredWorld = async (): Promise<World> => {
  const missing = missingServices()
  if (missing.length > 0)
    throw new Error(
      `The clustered system needs ${missing.join(', ')}: install them with "make services" (Debian's packages postgresql, redis-server, nats-server).`,
    )
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-clustered-'))
  const services = await disposableServices()
  const addresses = await chooseAddresses({ server: 2, notify: 2, bot: 1, analytics: 1 })
  const { places, url, gateway } = addresses
  const shimPort = await addresses.fresh()
  const llmPort = await addresses.fresh()
  const meiliPort = await addresses.fresh()
  const meiliKey = { MEILI_MASTER_KEY: randomBytes(16).toString('hex') }
  const clickhouse = `http://127.0.0.1:${shimPort}`

  const shared = {
    ...services.env,
    NODE_ENV: 'production',
    LOG_LEVEL: 'info',
    PUBLIC_URL: url,
    JWT_SECRET: randomBytes(32).toString('hex'),
    ...meiliKey,
    MEILI_URL: `http://127.0.0.1:${meiliPort}`,
    CLICKHOUSE_URL: clickhouse,
    CLICKHOUSE_USER: 'default',
    CLICKHOUSE_PASSWORD: '',
    CLICKHOUSE_DATABASE: 'fechatter',
    OPENAI_API_KEY: randomBytes(16).toString('hex'),
    OPENAI_BASE_URL: `http://127.0.0.1:${llmPort}/v1`,
    LIMIT_SIGN_IN: '1000',
  }
  const standIns = [
    nodeProgram(
      'clickhouse',
      [
        'server/testing/clickhouse-shim.ts',
        '--port',
        String(shimPort),
        '--data',
        join(directory, 'clickhouse'),
      ],
      {},
      directory,
    ),
    nodeProgram('llm', ['server/testing/llm-stub.ts', '--port', String(llmPort)], {}, directory),
    nodeProgram(
      'meilisearch',
      ['server/testing/meili-stand-in.ts', '--port', String(meiliPort)],
      meiliKey,
      directory,
    ),
  ]
  const ours: Program[] = [
    ...places.map(({ role, name, port }) =>
      nodeProgram(
        name,
        ['server/main.ts', role],
        {
          ...shared,
          [`${role.toUpperCase()}_PORT`]: String(port),
          // Files without S3 are on a disk that all servers share.
          DATA_DIR: join(directory, `${role === 'server' ? role : name}-data`),
        },
        directory,
      ),
    ),
    nodeProgram('gateway', ['gateway/main.ts'], { ...shared, ...addresses.gatewayEnv }, directory),
  ]
  const programs = [...standIns, ...ours]

  const ready = async () => {
    await until(
      'the clustered system is well',
      async () => {
        const answers = await Promise.all(
          [...places, { url: gateway }].map((at) => isReady(at.url)),
        )
        return answers.every(Boolean) && (await isWell(gateway))
      },
      programs,
    )
  }
  const stop = async () => {
    await Promise.all(ours.map((one) => one.stop()))
    await Promise.all(standIns.map((one) => one.stop()))
    await services.stop()
    rmSync(directory, { recursive: true, force: true })
  }

  try {
    for (const standIn of standIns) standIn.start()
    await until('ClickHouse answers', async () => (await fetch(`${clickhouse}/ping`)).ok, standIns)
    for (const one of ours) one.start()
    await ready()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    kind: 'clustered',
    url,
    programs,
    victims: ['notify-1', 'notify-2', 'server-1'],
    crash: async (victim) => {
      const found = programs.find(({ name }) => name === victim)
      if (!found?.pid()) throw new Error(`${victim} does not run`)
      await found.crash()
    },
    revive: async () => {
      for (const one of programs) one.start()
      await ready()
    },
    stop,
  }
}
