import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, opendir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { openPostgres } from '../../server/adapters/database/postgres.ts'
import type { Unpacked } from './archive.ts'
import { openBackup, unpack } from './archive.ts'
import { newEpoch } from './epoch.ts'
import type { State } from './manifest.ts'
import { readState } from './manifest.ts'

const dumpName = 'database.dump'

/** Backs up a PostgreSQL server while it works: dump and counts are of one snapshot. Files on disk follow. */
export const backUpServer = async (
  url: string,
  filesDirectory: string,
  target: string,
  at: Date,
): Promise<State> => {
  const directory = await mkdtemp(join(tmpdir(), 'fechatter-backup-'))
  const database = await openPostgres(url, 1)
  try {
    const dump = join(directory, dumpName)
    const state = await database.db.transaction(
      async (tx) => {
        const [row] = await tx.execute<{ id: string }>(sql`select pg_export_snapshot() as id`)
        await run('pg_dump', url, [
          '--format=custom',
          `--snapshot=${row?.id ?? ''}`,
          `--file=${dump}`,
        ])
        return readState(tx)
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
    const backup = await openBackup(target, at)
    await backup.file(dumpName, createReadStream(dump))
    // A file is written before the row that names it, so every row of the snapshot finds its bytes here.
    for await (const path of walk(filesDirectory, ''))
      await backup.file(`files/${path}`, createReadStream(join(filesDirectory, path)))
    await backup.end({ kind: 'dump', state })
    return state
  } finally {
    await database.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

/** Loads a backup into an empty database. @returns what is there then @throws when it has tables already */
export const restoreServer = async (
  from: Unpacked,
  url: string,
  filesDirectory: string,
): Promise<State> => {
  const directory = await mkdtemp(join(tmpdir(), 'fechatter-restore-'))
  try {
    await unpack(from, directory, '')
    await run('pg_restore', url, [
      '--exit-on-error',
      '--single-transaction',
      '--no-owner',
      `--dbname=${databaseOf(url)}`,
      join(directory, dumpName),
    ])
    await unpack(from, filesDirectory, 'files/')
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
  const database = await openPostgres(url, 1)
  try {
    const state = await readState(database.db)
    await newEpoch(database.db)
    return state
  } finally {
    await database.stop()
  }
}

const databaseOf = (url: string) => decodeURIComponent(new URL(url).pathname.slice(1))

/** Runs a program of PostgreSQL. The password travels in the environment: everybody may read a command line. */
const run = async (program: string, url: string, args: readonly string[]): Promise<void> => {
  const { hostname, port, username, password } = new URL(url)
  const child = spawn(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PGHOST: hostname,
      PGPORT: port || '5432',
      PGUSER: decodeURIComponent(username) || 'postgres',
      PGPASSWORD: decodeURIComponent(password),
      PGDATABASE: databaseOf(url),
    },
  })
  const failed = once(child, 'error').then(() => {
    throw new Error(`${program} is missing. On Debian: apt-get install postgresql-client`)
  })
  const [code] = (await Promise.race([once(child, 'exit'), failed])) as [number | null]
  if (code !== 0) throw new Error(`${program} failed: see above.`)
}

async function* walk(directory: string, at: string): AsyncGenerator<string> {
  if (!existsSync(join(directory, at))) return
  for await (const entry of await opendir(join(directory, at))) {
    const path = at ? `${at}/${entry.name}` : entry.name
    if (entry.isDirectory()) yield* walk(directory, path)
    else if (entry.isFile()) yield path
  }
}
