/** Runs the services of compose.yaml with plain docker (`run`), or removes their containers (`kill`); volumes stay. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Service } from './docker/compose.ts'
import { readCompose } from './docker/compose.ts'
import { containerName, runArgs } from './docker/run-args.ts'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
if (existsSync('.env')) process.loadEnvFile('.env')

const docker = (args: string[], environment: Record<string, string> = {}): string => {
  const { status, stdout, stderr, error } = spawnSync('docker', args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  })
  if (error)
    throw new Error(
      'docker is missing: install Docker Engine, or use make start, which needs none.',
    )
  if (status !== 0) throw new Error(`docker ${args.slice(0, 2).join(' ')}: ${stderr.trim()}`)
  return stdout.trim()
}

const healthy = async (container: string): Promise<void> => {
  const patience = AbortSignal.timeout(120_000)
  while (docker(['inspect', '--format', '{{.State.Health.Status}}', container]) !== 'healthy') {
    if (patience.aborted)
      throw new Error(`${container} did not get healthy: see docker logs ${container}`)
    await pause(500)
  }
}

const run = async (): Promise<void> => {
  const { services, networks } = readCompose(readFileSync('compose.yaml', 'utf8'), process.env)
  console.log('Building the image …')
  docker(['build', '--tag', 'fechatter:latest', '.'])
  for (const { name } of Object.values(networks))
    if (!docker(['network', 'ls', '--quiet', '--filter', `name=^${name}$`]))
      docker(['network', 'create', name])
  const started = new Map<string, Promise<void>>()
  const start = (name: string, service: Service): Promise<void> => {
    const before = started.get(name)
    if (before) return before
    const container = containerName(name, service)
    const work = (async () => {
      await Promise.all(
        Object.keys(service.depends_on).map((other) => {
          const needed = services[other]
          if (!needed)
            throw new Error(`compose.yaml: ${name} depends on ${other}, which is not there`)
          return start(other, needed)
        }),
      )
      if (docker(['ps', '--all', '--quiet', '--filter', `name=^${container}$`]))
        docker(['rm', '--force', container])
      docker(runArgs(name, service), service.environment)
      await healthy(container)
      console.log(`${container} is up.`)
    })()
    started.set(name, work)
    return work
  }
  await Promise.all(Object.entries(services).map(([name, service]) => start(name, service)))
  console.log(`Fechatter is ready on ${process.env.PUBLIC_URL ?? 'http://localhost:8080'}`)
}

const kill = (): void => {
  const containers = docker(['ps', '--all', '--quiet', '--filter', 'network=fechatter-net'])
  const ids = containers.split('\n').filter(Boolean)
  if (ids.length > 0) {
    // The roles first finish what they have in hand.
    docker(['stop', '--time', '20', ...ids])
    docker(['rm', '--force', ...ids])
  }
  console.log(`Removed ${ids.length} containers.`)
}

try {
  if (process.argv[2] === 'run') await run()
  else if (process.argv[2] === 'kill') kill()
  else throw new Error('usage: node scripts/run-docker.ts run|kill')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
