import pino from 'pino'
import { ConfigError } from '../shared/config.ts'
import { loadConfig } from './config.ts'
import { start } from './start.ts'

/** The exit code of a configuration that cannot work: no restart will mend it (EX_CONFIG of sysexits.h). */
const unusable = 78

const run = async () => {
  const beat = setInterval(() => {
    if (process.connected) process.send?.({ type: 'beat' })
  }, 1_000)
  const config = loadConfig()
  const log = pino({ level: config.logLevel, base: { role: 'gateway' } })
  const gateway = await start(config, log)
  let stopping = false
  const stop = async (why: string) => {
    if (stopping) return
    stopping = true
    log.info({ why }, 'stopping')
    await gateway.stop()
    clearInterval(beat)
    process.exit(0)
  }
  process.once('SIGTERM', () => void stop('SIGTERM'))
  process.once('SIGINT', () => void stop('SIGINT'))
  process.once('disconnect', () => void stop('the parent process ended'))
  log.info({ url: gateway.url, port: gateway.port }, 'ready')
  process.send?.({ type: 'ready', url: gateway.url })
  // The parent may have ended before anybody listened for it.
  if (process.send && !process.connected) void stop('the parent process ended')
}

run().catch((error: unknown) => {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`)
    process.exit(unusable)
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE' || code === 'EACCES')
    process.stderr.write(
      'The gateway cannot listen: the port is taken or not allowed. End what uses it, or set GATEWAY_PORT to another one.\n',
    )
  else pino().fatal({ err: error }, 'could not start')
  process.exit(1)
})
