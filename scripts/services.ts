import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ServiceName } from './local-services.ts'
import {
  missingServices,
  serviceNames,
  servicesStatus,
  startServices,
  stopServices,
} from './local-services.ts'

const directory = fileURLToPath(new URL('../.services', import.meta.url))
const packages: Record<ServiceName, { name: string; why: string }> = {
  postgres: { name: 'postgresql', why: 'the database of the clustered form' },
  redis: { name: 'redis-server', why: 'rate limits that hold over all processes' },
  nats: { name: 'nats-server', why: 'the event bus between processes' },
}

const start = async () => {
  install(missingServices())
  const { env } = await startServices({
    directory,
    ports: {
      postgres: portFrom('POSTGRES_PORT', 55_432),
      redis: portFrom('REDIS_PORT', 56_379),
      nats: portFrom('NATS_PORT', 54_222),
      natsMonitor: portFrom('NATS_MONITOR_PORT', 58_222),
    },
  })
  const file = join(directory, 'env')
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(file, lines.join(''), { mode: 0o600 })
  status()
  console.log(
    `\nTheir addresses and passwords are in .services/env. To use them: set -a; . .services/env`,
  )
}

/** Installs Debian's packages for what is missing, after saying so. What they start for the system is left alone and not used. */
const install = (missing: readonly ServiceName[]) => {
  if (missing.length === 0) return
  console.log('Installing with apt-get:')
  for (const service of missing)
    console.log(`  ${packages[service].name}: ${packages[service].why}`)
  const names = missing.map((service) => packages[service].name)
  const sudo = process.getuid?.() === 0 ? [] : ['sudo']
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...names]]) {
    const [command = 'apt-get', ...rest] = [...sudo, 'apt-get', ...args]
    const ran = spawnSync(command, rest, {
      stdio: ['inherit', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (ran.status !== 0)
      throw new Error(`apt-get failed. Install by hand: apt-get install ${names.join(' ')}`)
  }
}

const portFrom = (name: string, otherwise: number): number => {
  const value = process.env[name]
  if (value === undefined || value === '') return otherwise
  const port = Number(value)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${name}: "${value}" is no port. Use a number from 1 to 65535.`)
  return port
}

const status = () => {
  const running = servicesStatus(directory)
  for (const name of serviceNames) {
    const pid = running[name]
    console.log(`${name.padEnd(9)} ${pid === undefined ? 'stopped' : `runs (pid ${pid})`}`)
  }
}

const commands: Record<string, () => unknown> = {
  start,
  stop: () => stopServices(directory),
  status,
}
const command = commands[process.argv[2] ?? '']
if (!command) {
  console.error('usage: node scripts/services.ts start|stop|status')
  process.exitCode = 2
} else
  try {
    await command()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
