import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findDaemon, findProgram, freePort, stopDaemon } from './local-daemon.ts'
import { startNats } from './local-nats.ts'
import { startPostgres } from './local-postgres.ts'
import { startRedis } from './local-redis.ts'

export const serviceNames = ['postgres', 'redis', 'nats'] as const
export type ServiceName = (typeof serviceNames)[number]
export type Ports = Partial<Record<ServiceName | 'natsMonitor', number>>

/** What a process needs in its environment to use the services. */
export type ServiceEnv = Partial<
  Record<'DATABASE_URL' | 'REDIS_URL' | 'REDIS_PASSWORD' | 'NATS_URL', string>
>

export interface LocalServices {
  env: ServiceEnv
  /** Starts one again on its port and its data, e.g. after `stopOne`. */
  startOne: (name: ServiceName) => Promise<void>
  stopOne: (name: ServiceName, signal?: NodeJS.Signals) => Promise<void>
  stop: () => Promise<void>
}

const programs: Record<ServiceName, readonly string[]> = {
  postgres: ['initdb', 'postgres'],
  redis: ['redis-server'],
  nats: ['nats-server'],
}

/** Which of the services cannot be started because their programs are not installed. */
export const missingServices = (names: readonly ServiceName[] = serviceNames): ServiceName[] =>
  names.filter((name) => programs[name].some((program) => !findProgram(program)))

/**
 * Starts private PostgreSQL, Redis and NATS JetStream on 127.0.0.1, with data, logs, pids and generated passwords in `directory`;
 * what runs there already is left alone. Resolves once each answers.
 * @param ports missing ones are taken from what is free
 */
export const startServices = async ({
  directory,
  names = serviceNames,
  ports = {},
}: {
  directory: string
  names?: readonly ServiceName[]
  ports?: Ports
}): Promise<LocalServices> => {
  mkdirSync(directory, { recursive: true, mode: 0o755 })
  const port = await chosenPorts(directory, ports)
  const password = secret(directory)
  const start: Record<ServiceName, () => Promise<void>> = {
    postgres: () => startPostgres(directory, port.postgres, password),
    redis: () => startRedis(directory, port.redis, password),
    nats: () => startNats(directory, port, password),
  }
  const stopOne = (name: ServiceName, signal?: NodeJS.Signals) =>
    // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
    stopDaemon(directory, name, signal ?? (name === 'postgres' ? 'SIGINT' : 'SIGTERM'))
  const services: LocalServices = {
    env: envOf(names, port, password),
    startOne: (name) => start[name](),
    stopOne,
    stop: async () => void (await Promise.all(names.map((name) => stopOne(name)))),
  }
  try {
    await Promise.all(names.map((name) => start[name]()))
  } catch (error) {
    await services.stop()
    throw error
  }
  return services
}

/** The pids of what runs, by service. */
export const servicesStatus = (directory: string): Record<ServiceName, number | undefined> => ({
  postgres: findDaemon(directory, 'postgres'),
  redis: findDaemon(directory, 'redis'),
  nats: findDaemon(directory, 'nats'),
})

/** Ends what was started in a directory. */
export const stopServices = async (directory: string): Promise<void> => {
  for (const name of serviceNames)
    await stopDaemon(directory, name, name === 'postgres' ? 'SIGINT' : 'SIGTERM')
}

/** Services on free ports with fresh data, for tests: `stop` removes every trace, and so does the end of this process. */
export const disposableServices = async (
  names: readonly ServiceName[] = serviceNames,
): Promise<LocalServices> => {
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-services-'))
  chmodSync(directory, 0o755)
  const crash = () => {
    for (const name of names) {
      const pid = findDaemon(directory, name)
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    }
  }
  process.once('exit', crash)
  const services = await startServices({ directory, names })
  return {
    ...services,
    stop: async () => {
      await removeServices(directory)
      process.off('exit', crash)
    },
  }
}

/** Ends the services of a directory and removes it, with the data of PostgreSQL wherever it lies. */
const removeServices = async (directory: string): Promise<void> => {
  await stopServices(directory)
  const elsewhere = join(directory, 'postgres-directory')
  if (existsSync(elsewhere))
    rmSync(readFileSync(elsewhere, 'utf8'), { recursive: true, force: true })
  rmSync(directory, { recursive: true, force: true })
}

const envOf = (
  names: readonly ServiceName[],
  port: Required<Ports>,
  password: string,
): ServiceEnv => ({
  ...(names.includes('postgres')
    ? { DATABASE_URL: `postgres://fechatter:${password}@127.0.0.1:${port.postgres}/fechatter` }
    : {}),
  ...(names.includes('redis')
    ? { REDIS_URL: `redis://127.0.0.1:${port.redis}`, REDIS_PASSWORD: password }
    : {}),
  ...(names.includes('nats')
    ? { NATS_URL: `nats://fechatter:${password}@127.0.0.1:${port.nats}` }
    : {}),
})

const chosenPorts = async (directory: string, wanted: Ports): Promise<Required<Ports>> => {
  const file = join(directory, 'ports.json')
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Ports) : {}
  const ports = {
    postgres: wanted.postgres ?? before.postgres ?? (await freePort()),
    redis: wanted.redis ?? before.redis ?? (await freePort()),
    nats: wanted.nats ?? before.nats ?? (await freePort()),
    natsMonitor: wanted.natsMonitor ?? before.natsMonitor ?? (await freePort()),
  }
  writeFileSync(file, JSON.stringify(ports))
  return ports
}

/** One password for the directory's services, made on first use. */
const secret = (directory: string): string => {
  const file = join(directory, 'password')
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}
