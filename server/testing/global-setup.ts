import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openPglite } from '../adapters/database/pglite.ts'
import { migrationsFolder } from '../db/database.ts'

const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))

/** Where the migrated, empty database of the present migrations is kept between test runs. */
export const dumpPath = (): string => {
  const hash = createHash('sha256')
  for (const file of readdirSync(migrationsFolder)
    .filter((name) => name.endsWith('.sql'))
    .sort())
    hash.update(readFileSync(join(migrationsFolder, file)))
  return join(cache, `migrated-${hash.digest('hex').slice(0, 16)}.tar`)
}

/** Migrates an empty database once, so that every test world loads it instead of migrating again. */
export default async function setup(): Promise<void> {
  const path = dumpPath()
  if (existsSync(path)) return
  mkdirSync(cache, { recursive: true })
  for (const old of readdirSync(cache).filter((name) => name.startsWith('migrated-')))
    rmSync(join(cache, old))
  const database = await openPglite(null)
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, await database.dump())
  renameSync(draft, path)
  await database.stop()
}
