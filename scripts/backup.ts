/**
 * `node scripts/backup.ts save [file]` writes a backup, `node scripts/backup.ts restore <file>` reads one into an empty place: the
 * server behind DATABASE_URL, else the embedded data directory.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readBackup } from './backup/archive.ts'
import { backUpDirectory, restoreDirectory } from './backup/directory.ts'
import { differences } from './backup/manifest.ts'
import { backUpServer, restoreServer } from './backup/server.ts'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
if (existsSync('.env')) process.loadEnvFile('.env')
const url = process.env.DATABASE_URL
const dataDir = resolve(process.env.DATA_DIR || 'data')
const files = join(dataDir, 'files')

const save = async (target: string | undefined) => {
  const at = new Date()
  const stamp = at.toISOString().replace(/[:.]/g, '-')
  const path = resolve(target || `backups/fechatter-${stamp}.zip`)
  const { tables, chats } = await (url
    ? backUpServer(url, files, path, at)
    : backUpDirectory(dataDir, path, at))
  const rows = Object.values(tables).reduce((sum, n) => sum + n, 0)
  console.log(
    `${path}: ${rows} rows in ${Object.keys(tables).length} tables, ${Object.keys(chats).length} chats.`,
  )
}

const restore = async (source: string | undefined) => {
  if (!source) throw new Error('Name the backup: make restore FILE=backups/….zip')
  const backup = await readBackup(source)
  const { kind, state, createdAt } = backup.manifest
  if ((kind === 'dump') !== Boolean(url))
    throw new Error(
      kind === 'dump'
        ? 'This backup is of a PostgreSQL server: set DATABASE_URL to an empty database.'
        : 'This backup is of the embedded mode: unset DATABASE_URL.',
    )
  const found = await (url ? restoreServer(backup, url, files) : restoreDirectory(backup, dataDir))
  const wrong = differences(state, found)
  if (wrong.length > 0)
    throw new Error(`What was restored is not what was saved:\n${wrong.join('\n')}`)
  console.log(`Restored the state of ${createdAt}: every table and every chat is as it was.`)
}

const [, , action, file] = process.argv
try {
  if (action === 'save') await save(file)
  else if (action === 'restore') await restore(file)
  else throw new Error('usage: node scripts/backup.ts save [file] | restore <file>')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
