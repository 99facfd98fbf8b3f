import pino from 'pino'
import { collectDefaultMetrics } from 'prom-client'
import { ConfigError } from '../shared/config.ts'
import { chosenRoles, loadConfig } from './config.ts'
import { play } from './play.ts'
import { wire } from './wiring.ts'

/** The exit code of a configuration that cannot work: no restart will mend it (EX_CONFIG of sysexits.h). */
const unusable = 78

const run = async () => {
  const supervised = process.connected
  const config = loadConfig(chosenRoles(process.argv.slice(2)))
  const log = pino({
    level: config.logLevel,
    base: { roles: config.roles.join() },
    redact: ['*.password', '*.token', '*.authorization', '*.cookie', '*.apiKey'],
  })
  const { deps, stop: closeAll } = await wire(config, log)
  collectDefaultMetrics({ register: deps.metrics })
  const { ports, stop: stopRoles } = await play(deps).catch(async (error: unknown) => {
    await closeAll()
    throw error
  })

  const tell = (message: object) => {
    if (process.connected) process.send?.(message)
  }
  const beat = setInterval(() => tell({ type: 'beat' }), 1000)
  let stopping = false
  const stop = async (why: string) => {
    if (stopping) return
    stopping = true
    log.info({ why }, 'stopping')
    // Whatever hangs is cut: a stop that never ends is worse than one that is not clean.
    setTimeout(() => process.exit(1), 20_000).unref()
    clearInterval(beat)
    await stopRoles()
    await closeAll()
    process.exit(0)
  }
  process.once('SIGTERM', () => void stop('SIGTERM'))
  process.once('SIGINT', () => void stop('SIGINT'))
  process.once('disconnect', () => void stop('the parent process ended'))
  // It may have ended while the systems were opened, before anybody listened.
  if (supervised && !process.connected) void stop('the parent process ended')
  log.info({ ports }, 'ready')
  tell({ type: 'ready', ports })
}

run().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`)
    process.exit(unusable)
  }
  pino().fatal({ err: error }, 'could not start')
  process.exit(1)
})
