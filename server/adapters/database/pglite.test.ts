import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigError } from '../../../shared/config.ts'
import { busCursors } from '../../db/schema.ts'
import { dumpPath } from '../../testing/global-setup.ts'
import { databaseContract } from './database.contract.ts'
import { openPglite } from './pglite.ts'

databaseContract(() => openPglite(null, readFileSync(dumpPath())))

describe('the data directory', { timeout: 60_000 }, () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'fechatter-pglite-'))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  /** A process of its own that writes cursors 1, 2, 3 … and says each number once it is committed. */
  const writer = () => {
    const program = `
      const { openPglite } = await import(${JSON.stringify(new URL('./pglite.ts', import.meta.url).href)})
      const { busCursors } = await import(${JSON.stringify(new URL('../../db/schema.ts', import.meta.url).href)})
      const { db } = await openPglite(${JSON.stringify(directory)})
      for (let position = 1; ; position += 1) {
        await db.insert(busCursors).values({ consumer: String(position), position })
        console.log(position)
      }`
    return spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  }

  test('survives kill -9 of its process with everything that was acknowledged, and refuses a second one by its pid', async () => {
    const child = writer()
    const died = new Promise((resolve) => child.once('exit', resolve))
    let last = 0
    let refused: unknown
    for await (const line of createInterface({ input: child.stdout })) {
      last = Number(line)
      if (last === 1) refused = await openPglite(directory).catch((error: unknown) => error)
      if (last >= 200) break
    }
    child.kill('SIGKILL')
    await died
    expect(refused).toBeInstanceOf(ConfigError)
    expect(String(refused)).toContain(`in use by process ${child.pid}.`)

    // The lock that the dead process left is taken over.
    const database = await openPglite(directory)
    const rows = await database.db.select().from(busCursors)
    const kept = new Set(rows.map(({ position }) => position))
    for (let position = 1; position <= last; position += 1) expect(kept).toContain(position)
    await database.stop()

    const again = await openPglite(directory)
    expect(await again.db.$count(busCursors)).toBe(rows.length)
    await again.stop()
  })

  test('is not kept by a lock whose pid now belongs to another process', async () => {
    writeFileSync(join(directory, 'lock'), `${process.ppid} 1`)
    const database = await openPglite(directory)
    expect(readFileSync(join(directory, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `))
    await expect(openPglite(directory)).rejects.toThrow(`process ${process.pid}`)
    await database.stop()
    expect(() => readFileSync(join(directory, 'lock'))).toThrow()
  })
})
