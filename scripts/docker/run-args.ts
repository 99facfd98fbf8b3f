import { resolve } from 'node:path'
import type { Service } from './compose.ts'

/** The prefix that Compose gives to its volumes: `make up` and `make run-docker` see the same data. */
export const volumeName = (name: string) => `fechatter_${name}`

/** What a service's container is called. */
export const containerName = (name: string, service: Service) =>
  service.container_name ?? (name.startsWith('fechatter') ? name : `fechatter-${name}`)

/**
 * The arguments of `docker run` for a service of compose.yaml. Values of variables stay out of them: docker takes each from its own
 * environment, because everybody may read a command line.
 */
export const runArgs = (name: string, service: Service): string[] => {
  const { healthcheck } = service
  const [kind, ...words] = healthcheck.test
  const flags = (flag: string, values: readonly string[]) =>
    values.flatMap((value) => [flag, value])
  const optional = (flag: string, value: string | undefined) => (value ? [flag, value] : [])
  return [
    ...['run', '--detach', '--name', containerName(name, service)],
    ...['--network', service.networks[0], '--network-alias', name],
    ...['--restart', service.restart],
    ...optional('--stop-timeout', service.stop_grace_period?.replace(/s$/, '')),
    ...(service.read_only ? ['--read-only'] : []),
    ...optional('--shm-size', service.shm_size),
    ...flags('--tmpfs', service.tmpfs),
    ...flags('--cap-drop', service.cap_drop),
    ...flags('--security-opt', service.security_opt),
    ...flags(
      '--ulimit',
      Object.entries(service.ulimits).map(([limit, { soft, hard }]) => `${limit}=${soft}:${hard}`),
    ),
    ...flags('--env', Object.keys(service.environment)),
    ...flags('--publish', service.ports),
    ...flags('--volume', service.volumes.map(mount)),
    ...['--health-cmd', kind === 'CMD' ? words.map(shellWord).join(' ') : words.join(' ')],
    ...['--health-interval', healthcheck.interval, '--health-timeout', healthcheck.timeout],
    ...['--health-retries', String(healthcheck.retries)],
    ...optional('--health-start-period', healthcheck.start_period),
    service.image,
    ...service.command,
  ]
}

const mount = (volume: string): string => {
  const [source = '', ...target] = volume.split(':')
  return [source.startsWith('.') ? resolve(source) : volumeName(source), ...target].join(':')
}

const shellWord = (word: string) =>
  /^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
