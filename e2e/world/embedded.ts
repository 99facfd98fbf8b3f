import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseAddresses } from './addresses.ts'
import { nodeProgram } from './program.ts'
import { isReady, isWell, until } from './wait.ts'
import type { World } from './world.ts'

/**
 * Fechatter as `make start` runs it: the supervisor with one server of all roles and the gateway, on a data directory of its own.
 * @param more environment beside what a world of its own needs, e.g. wider limits for a bench
 */
export const embeddedWorld = async (
  more: Readonly<Record<string, string>> = {},
): Promise<World> => {
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-embedded-'))
  const addresses = await chooseAddresses({ server: 1, notify: 1, bot: 1, analytics: 1 })
  const { places, url, gateway } = addresses
  const supervisor = nodeProgram(
    'supervisor',
    ['scripts/start.ts'],
    {
      ...addresses.gatewayEnv,
      ...Object.fromEntries(
        places.map(({ role, port }) => [`${role.toUpperCase()}_PORT`, String(port)]),
      ),
      // The same stays empty when a developer's .env says otherwise.
      ...Object.fromEntries(unset.map((name) => [name, ''])),
      DATA_DIR: join(directory, 'data'),
      JWT_SECRET: randomBytes(32).toString('hex'),
      PUBLIC_URL: url,
      LIMIT_SIGN_IN: '1000',
      LOG_LEVEL: 'info',
      ...more,
    },
    directory,
  )

  const ready = async () => {
    await until(
      'the embedded system is well',
      async () => {
        const answers = await Promise.all(
          [...places, { url: gateway }].map((at) => isReady(at.url)),
        )
        return answers.every(Boolean) && (await isWell(gateway))
      },
      [supervisor],
    )
  }
  const stop = async () => {
    await supervisor.stop()
    rmSync(directory, { recursive: true, force: true })
  }

  supervisor.start()
  try {
    await ready()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    kind: 'embedded',
    url,
    programs: [supervisor],
    victims: ['server', 'everything'],
    crash: async (victim) => {
      // A child that is only just being started again would be missed below, and keep the data directory.
      if (victim === 'everything') await ready()
      const children = childrenOf(supervisor.pid())
      const doomed = children.filter(
        ({ command }) => victim === 'everything' || command.includes(`${victim}/main.ts`),
      )
      if (doomed.length === 0) throw new Error(`${victim} does not run`)
      // The supervisor first: it would start the others again.
      if (victim === 'everything') await supervisor.crash()
      for (const { pid } of doomed) process.kill(pid, 'SIGKILL')
      await until(`${victim} is gone`, async () =>
        doomed.every(({ pid, born }) => statOf(pid)?.born !== born),
      )
    },
    revive: async () => {
      supervisor.start()
      await ready()
    },
    stop,
  }
}

const unset = [
  'DATABASE_URL',
  'REDIS_URL',
  'NATS_URL',
  'MEILI_URL',
  'CLICKHOUSE_URL',
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'TLS_CERT',
  'TLS_KEY',
  'TRUSTED_PROXIES',
]

/** Parent and start time of a living process, from /proc; zombies are gone already. */
const statOf = (pid: number): { parent: number; born: string } | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : { parent: Number(fields[1]), born: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

const childrenOf = (parent: number | undefined) =>
  readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry)
    const stat = Number.isInteger(pid) ? statOf(pid) : undefined
    return stat && stat.parent === parent ? [{ pid, born: stat.born, command: commandOf(pid) }] : []
  })

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
