/**
 * Runs the whole of Fechatter in embedded form: the main server with all roles, and the gateway.
 *
 * The contract with a child (server/main.ts, gateway/main.ts), over Node's IPC channel:
 * - when it serves, it sends `{ type: 'ready' }`; the gateway adds `url`, the address for people;
 * - from its first line on it sends `{ type: 'beat' }` every second: ten seconds of silence count as hung, and it is killed;
 * - it ends with exit code 78 when its configuration cannot work, after printing why: it is not started again;
 * - it stops on SIGTERM, and also when the channel disconnects (`process.on('disconnect', …)`, and `!process.connected` checked
 *   once after that), so that nothing is left behind when the supervisor itself is killed.
 */
import { fileURLToPath } from 'node:url'
import { usualTiming } from './supervisor/keep-alive.ts'
import { supervise } from './supervisor/supervise.ts'

const beganAt = Number(process.env.FECHATTER_BEGAN_AT) || Date.now()
const file = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const env = {
  NODE_ENV: process.env.NODE_ENV ?? 'production',
  EMBEDDED: process.env.EMBEDDED ?? 'true',
}

process.exitCode = await supervise(
  [
    { name: 'gateway', file: file('gateway/main.ts'), env },
    { name: 'server', file: file('server/main.ts'), env },
  ],
  usualTiming,
  (url = 'http://localhost:8080') => {
    const seconds = (Date.now() - beganAt) / 1000
    console.log(`Fechatter is ready on ${url} (started in ${seconds.toFixed(1)} s)`)
  },
)
