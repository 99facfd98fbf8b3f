/**
 * Runs the gateway and the roles from source and restarts each one when its files change: in tmux windows where tmux exists, else
 * here, side by side. `stop` ends what another call has started.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const session = 'fechatter-dev'
const pidFile = '.cache/dev.pid'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
if (existsSync('.env')) process.loadEnvFile('.env')
const env = { ...process.env, NODE_ENV: process.env.NODE_ENV ?? 'development' }

/** With all shared systems configured, each role is a process of its own, as in production; else one process plays them all. */
const shared = ['DATABASE_URL', 'NATS_URL', 'REDIS_URL', 'CLICKHOUSE_URL'].every(
  (name) => process.env[name],
)
const programs = [
  ...(shared ? ['server', 'notify', 'bot', 'analytics'] : ['server']).map((role) => ({
    name: role,
    args: ['--watch', '--watch-preserve-output', 'server/main.ts', ...(shared ? [role] : [])],
  })),
  { name: 'gateway', args: ['--watch', '--watch-preserve-output', 'gateway/main.ts'] },
]

const tmux = (...args: string[]) => spawnSync('tmux', args, { stdio: 'ignore', env }).status === 0
const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`

/** @returns false when tmux is there but cannot open a session */
const inTmux = (): boolean => {
  if (tmux('has-session', '-t', session)) {
    console.log(`It runs already: tmux attach -t ${session} (stop it with make dev-stop)`)
    return true
  }
  for (const [index, { name, args }] of programs.entries()) {
    const where =
      index === 0 ? ['new-session', '-d', '-s', session] : ['new-window', '-d', '-t', session]
    const command = `NODE_ENV=${env.NODE_ENV} exec ${[process.execPath, ...args].map(quote).join(' ')}`
    if (!tmux(...where, '-n', name, command)) return false
    // A window whose program has died still shows why.
    tmux('set-option', '-w', '-t', `${session}:${name}`, 'remain-on-exit', 'on')
  }
  console.log(
    `Started in tmux: ${programs.map(({ name }) => name).join(', ')} on http://localhost:8080`,
  )
  console.log(`Watch them: tmux attach -t ${session} · stop them: make dev-stop`)
  return true
}

const inHere = () => {
  mkdirSync('.cache', { recursive: true })
  writeFileSync(pidFile, String(process.pid))
  const children = programs.map(({ args }) =>
    spawn(process.execPath, args, { stdio: 'inherit', env }),
  )
  const stop = () => {
    for (const child of children) child.kill('SIGTERM')
    rmSync(pidFile, { force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  console.log('Starting on http://localhost:8080 … (stop with Ctrl-C or make dev-stop)')
}

const stop = () => {
  let stopped = tmux('kill-session', '-t', session)
  if (existsSync(pidFile)) {
    const pid = Number(readFileSync(pidFile, 'utf8'))
    rmSync(pidFile)
    try {
      process.kill(pid, 'SIGTERM')
      stopped = true
    } catch {
      // It is gone already.
    }
  }
  console.log(stopped ? 'Stopped.' : 'Nothing was running.')
}

if (process.argv[2] === 'stop') stop()
else if (spawnSync('tmux', ['-V']).status !== 0 || !inTmux()) inHere()
