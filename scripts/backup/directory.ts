import { createReadStream } from 'node:fs'
import { mkdir, opendir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { lockDirectory } from '../../server/adapters/database/directory-lock.ts'
import { openPglite } from '../../server/adapters/database/pglite.ts'
import { newEpoch } from './epoch.ts'
import type { State } from './manifest.ts'
import { readState } from './manifest.ts'
import type { Unpacked } from './archive.ts'
import { openBackup, unpack } from './archive.ts'

/**
 * Backs up the data directory of the embedded mode: its files, while nobody uses it.
 * @throws ConfigError naming the process that uses it
 */
export const backUpDirectory = async (
  directory: string,
  target: string,
  at: Date,
): Promise<State> => {
  const database = await openPglite(directory)
  const state = await readState(database.db).finally(() => database.stop())
  const unlock = lockDirectory(directory)
  try {
    const backup = await openBackup(target, at)
    for await (const name of filesOf(directory))
      await backup.file(`data/${name}`, createReadStream(join(directory, name)))
    await backup.end({ kind: 'directory', state })
    return state
  } finally {
    unlock()
  }
}

/** Puts a backup in the place of a data directory, which must be empty. @returns what is there then */
export const restoreDirectory = async (from: Unpacked, directory: string): Promise<State> => {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const unlock = lockDirectory(directory)
  try {
    for await (const name of filesOf(directory))
      throw new Error(`${directory} is not empty: it has ${name}. Restore into an empty one.`)
    const draft = join(directory, 'restoring')
    await unpack(from, draft, 'data/')
    // PostgreSQL wants its empty directories, which no archive of files has.
    for (const name of emptyDirectories)
      await mkdir(join(draft, 'postgres', name), { recursive: true })
    for (const entry of await listOf(draft))
      await rename(join(draft, entry), join(directory, entry))
    await rm(draft, { recursive: true })
  } finally {
    unlock()
  }
  const database = await openPglite(directory)
  try {
    const state = await readState(database.db)
    await newEpoch(database.db)
    return state
  } finally {
    await database.stop()
  }
}

const emptyDirectories = [
  'pg_commit_ts',
  'pg_dynshmem',
  'pg_logical/mappings',
  'pg_logical/snapshots',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat',
  'pg_stat_tmp',
  'pg_tblspc',
  'pg_twophase',
  'pg_wal/archive_status',
  'pg_wal/summaries',
]

/** Every file below a directory, except its lock. */
async function* filesOf(directory: string, at = ''): AsyncGenerator<string> {
  for (const name of await listOf(join(directory, at), 'files')) {
    const path = at ? `${at}/${name}` : name
    if (path !== 'lock') yield path
  }
  for (const name of await listOf(join(directory, at), 'directories'))
    yield* filesOf(directory, at ? `${at}/${name}` : name)
}

const listOf = async (directory: string, kind?: 'files' | 'directories'): Promise<string[]> => {
  const names: string[] = []
  for await (const entry of await opendir(directory))
    if (!kind || (kind === 'files' ? entry.isFile() : entry.isDirectory())) names.push(entry.name)
  return names.sort()
}
