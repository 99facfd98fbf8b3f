import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installed, keepRunning, startDaemon } from './local-daemon.ts'

/** A private NATS with JetStream on 127.0.0.1. */
export const startNats = async (
  directory: string,
  port: { nats: number; natsMonitor: number },
  password: string,
) => {
  const home = join(directory, 'nats')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const config = join(home, 'nats.conf')
  writeFileSync(
    config,
    [
      `listen: "127.0.0.1:${port.nats}"`,
      `http: "127.0.0.1:${port.natsMonitor}"`,
      `authorization { user: fechatter, password: "${password}" }`,
      `jetstream { store_dir: "${home}" }`,
      '',
    ].join('\n'),
    { mode: 0o600 },
  )
  const start = () => startDaemon(directory, 'nats', installed('nats-server'), ['-c', config])
  await keepRunning(directory, 'nats', start, async () => {
    const health = await fetch(`http://127.0.0.1:${port.natsMonitor}/healthz`)
    if (!health.ok) throw new Error('NATS is not healthy yet')
  })
}
