import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chdbWarehouse } from './chdb.ts'
import type { OpenWarehouse } from './over-client.ts'
import { warehouseContract } from './warehouse.contract.ts'

const installed = (createRequire(import.meta.url).resolve.paths('chdb') ?? []).some((directory) =>
  existsSync(join(directory, 'chdb')),
)
if (!installed) console.log('chdb is not installed: its tests are SKIPPED. npm install brings it.')

describe.skipIf(!installed)('chdb', () => {
  let path: string
  let warehouse: OpenWarehouse
  beforeAll(() => {
    path = mkdtempSync(join(tmpdir(), 'fechatter-chdb-'))
    warehouse = chdbWarehouse({ path })
  })
  afterAll(async () => {
    await warehouse.stop()
    rmSync(path, { recursive: true, force: true })
  })
  warehouseContract(() => warehouse)

  test('keeps its rows over a restart', async () => {
    const sql = 'SELECT count() AS events FROM usage_events FINAL'
    const before = await warehouse.query(sql, {})
    await warehouse.stop()
    await warehouse.ping()
    expect(await warehouse.query(sql, {})).toEqual(before)
  })
})
