/**
 * `setup` creates the database, `reset` deletes all data (FORCE=1: without asking): of the server behind DATABASE_URL, else of the
 * running container of compose.yaml, else of the embedded data directory.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { lockDirectory } from '../server/adapters/database/directory-lock.ts'

interface DatabaseServer {
  database: string
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
}

const byUrl = (text: string): DatabaseServer => {
  const url = new URL(text)
  const database = decodeURIComponent(url.pathname.slice(1))
  if (!database) throw new Error('DATABASE_URL names no database: let it end in /fechatter.')
  return {
    database,
    command: 'psql',
    args: [],
    // The password travels in the environment: everybody may read a command line.
    env: {
      ...process.env,
      PGHOST: url.hostname,
      PGPORT: url.port || '5432',
      PGUSER: decodeURIComponent(url.username) || 'postgres',
      PGPASSWORD: decodeURIComponent(url.password),
      PGDATABASE: 'postgres',
    },
  }
}

const inContainer = (): DatabaseServer | null => {
  const name = 'fechatter-postgres'
  const { stdout } = spawnSync('docker', ['ps', '-q', '--filter', `name=^${name}$`])
  if (!String(stdout ?? '').trim()) return null
  const args = ['exec', '-i', name, 'psql', '--username', 'postgres', '--dbname', 'postgres']
  return { database: 'fechatter', command: 'docker', args, env: process.env }
}

/** Runs a script of psql; `:"name"` and `:'name'` in it are the database's name, quoted by psql itself. */
const psql = ({ database, command, args, env }: DatabaseServer, script: string): void => {
  const options = [
    '--no-psqlrc',
    '--quiet',
    '--set',
    'ON_ERROR_STOP=1',
    '--set',
    `name=${database}`,
  ]
  const { status, error } = spawnSync(command, [...args, ...options], {
    input: script,
    stdio: ['pipe', 'inherit', 'inherit'],
    env,
  })
  if (error) throw new Error(`${command} is missing. On Debian: apt-get install postgresql-client`)
  if (status !== 0) throw new Error(`PostgreSQL refused: see above.`)
}

const create = (server: DatabaseServer): void => {
  // CREATE DATABASE has no IF NOT EXISTS; \gexec runs the statement that the query returns, if it returns one.
  psql(
    server,
    `select format('create database %I', :'name') where not exists (select from pg_database where datname = :'name') \\gexec\n`,
  )
  console.log(
    `The database ${server.database} is there. The main server makes its tables when it starts.`,
  )
}

const confirm = async (what: string): Promise<void> => {
  if (process.env.FORCE === '1') return
  if (!process.stdin.isTTY)
    throw new Error(`This deletes ${what}. Run it with FORCE=1 if you mean it.`)
  const ask = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await ask.question(`This deletes ${what}, for good. Type "delete" to go on: `)
  ask.close()
  if (answer.trim() !== 'delete') throw new Error('Nothing was deleted.')
}

const resetServer = async (server: DatabaseServer): Promise<void> => {
  await confirm(`the database ${server.database}`)
  psql(server, `drop database if exists :"name" with (force);\n`)
  create(server)
  console.log(
    'The bus, the search index and the statistics are not touched: empty them too if they run elsewhere.',
  )
}

const resetDirectory = async (directory: string): Promise<void> => {
  if (!existsSync(directory)) {
    console.log(`There is no data in ${directory}.`)
    return
  }
  await confirm(`everything in ${directory}`)
  mkdirSync(directory, { recursive: true })
  // The same lock that the server holds: nothing is deleted under a running one.
  const unlock = lockDirectory(directory)
  for (const name of readdirSync(directory))
    if (name !== 'lock') rmSync(join(directory, name), { recursive: true })
  unlock()
  console.log(`Deleted everything in ${directory}.`)
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
if (existsSync('.env')) process.loadEnvFile('.env')
const url = process.env.DATABASE_URL
const [, , action] = process.argv

try {
  const server = url ? byUrl(url) : inContainer()
  if (action === 'setup' && server) create(server)
  else if (action === 'setup')
    console.log(
      'The embedded database needs no setup: make start creates it. For PostgreSQL set DATABASE_URL.',
    )
  else if (action === 'reset' && server) await resetServer(server)
  else if (action === 'reset') await resetDirectory(resolve(process.env.DATA_DIR ?? 'data'))
  else throw new Error('usage: node scripts/database.ts setup|reset')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
