/**
 * Makes the search indexes anew from the database, with a progress bar; they answer meanwhile. Beside running servers with
 * DATABASE_URL; the embedded data directory belongs to one process, so there stop the server first or use the administration page.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import pino from 'pino'
import { ConfigError } from '../shared/config.ts'
import { loadConfig } from '../server/config.ts'
import { searchIndexes } from '../server/db/schema.ts'
import type { Db } from '../server/db/database.ts'
import type { IndexTarget, Progress } from '../server/search/build-index.ts'
import { buildIndex, indexTargets, requestIndexes } from '../server/search/build-index.ts'
import { wire } from '../server/wiring.ts'

const width = 30

const bar =
  (name: string): Progress =>
  (done, total) => {
    const part = total === 0 ? 1 : Math.min(1, done / total)
    const full = Math.round(part * width)
    const line = `${name.padEnd(9)} ${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.round(part * 100)} % of ${total} messages`
    process.stdout.write(process.stdout.isTTY ? `\r${line}` : `${line}\n`)
  }

/** Builds, or watches the server that took the build first. */
const see = async (db: Db, target: IndexTarget) => {
  const onProgress = bar(target.name)
  for (;;) {
    if (await buildIndex(db, target, { onProgress })) break
    const [row] = await db.select().from(searchIndexes).where(eq(searchIndexes.name, target.name))
    if (row?.builtAt && row.requestedAt && row.builtAt >= row.requestedAt) break
    onProgress(row?.done ?? 0, row?.total ?? 0)
    await sleep(1000)
  }
  onProgress(1, 1)
  process.stdout.write(`\r${target.name.padEnd(9)} is made anew.${' '.repeat(width + 20)}\n`)
}

try {
  const { deps, stop } = await wire(loadConfig(['analytics']), pino({ level: 'silent' }))
  const targets = indexTargets(deps)
  await requestIndexes(deps.db, targets)
  for (const target of targets) await see(deps.db, target)
  await stop()
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 78
}
