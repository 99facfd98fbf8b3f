import { spawnSync } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { installed, keepRunning, postgresIdentity, startDaemon } from './local-daemon.ts'

/** A private PostgreSQL on 127.0.0.1 with one user and one database, both named fechatter. Durable as Debian's: fsync is on. */
export const startPostgres = async (directory: string, port: number, password: string) => {
  const identity = postgresIdentity()
  const home = postgresHome(directory)
  const data = join(home, 'data')
  if (!existsSync(join(data, 'PG_VERSION'))) {
    const passwordFile = join(home, 'password')
    writeFileSync(passwordFile, password, { mode: 0o600 })
    if (identity) chownSync(passwordFile, identity.uid, identity.gid)
    const made = spawnSync(
      installed('initdb'),
      [`--pgdata=${data}`, '--username=fechatter', `--pwfile=${passwordFile}`].concat(
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
      ),
      { cwd: '/', encoding: 'utf8', ...identity },
    )
    rmSync(passwordFile)
    if (made.status !== 0)
      throw new Error(`PostgreSQL cannot make its data directory: ${made.stderr}`)
  }
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
  }
  const args = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const start = () =>
    startDaemon(directory, 'postgres', installed('postgres'), ['-D', data, ...args], identity)
  const url = `postgres://fechatter:${password}@127.0.0.1:${port}/postgres`
  await keepRunning(directory, 'postgres', start, async () => {
    const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} })
    try {
      const [found] = await sql`select 1 from pg_database where datname = 'fechatter'`
      if (!found) await sql`create database fechatter`
    } finally {
      await sql.end({ timeout: 1 })
    }
  })
}

/** A directory that PostgreSQL's user can reach: in ours, or where it cannot, in the system's temporary directory. It is remembered. */
const postgresHome = (directory: string): string => {
  const identity = postgresIdentity()
  const note = join(directory, 'postgres-directory')
  if (existsSync(note)) return readFileSync(note, 'utf8')
  const own = join(directory, 'postgres')
  mkdirSync(own, { recursive: true, mode: 0o700 })
  const usable = (home: string) => {
    if (identity) chownSync(home, identity.uid, identity.gid)
    return spawnSync('test', ['-w', home], { cwd: '/', ...identity }).status === 0
  }
  const elsewhere = (parent: string) => () => mkdtempSync(join(parent, 'fechatter-postgres-'))
  for (const make of [() => own, elsewhere(tmpdir()), elsewhere('/var/tmp')]) {
    const home = make()
    if (usable(home)) {
      writeFileSync(note, home)
      return home
    }
    rmSync(home, { recursive: true })
  }
  throw new Error('PostgreSQL finds no directory that its user can write to.')
}
