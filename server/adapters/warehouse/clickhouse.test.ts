import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickhouseShim } from '../../testing/clickhouse-shim.ts'
import { clickhouseWarehouse } from './clickhouse.ts'
import type { OpenWarehouse } from './over-client.ts'
import { warehouseContract } from './warehouse.contract.ts'

const { CLICKHOUSE_URL, CLICKHOUSE_USER = 'default', CLICKHOUSE_PASSWORD = '' } = process.env
const shim = await import('../../testing/clickhouse-shim.ts').catch(() => null)
console.log(
  CLICKHOUSE_URL
    ? 'ClickHouse: testing against the REAL server at CLICKHOUSE_URL'
    : shim
      ? 'ClickHouse: no server. Testing over HTTP against its engine, chdb; set CLICKHOUSE_URL for a real one.'
      : 'ClickHouse: no server and no chdb: its tests are SKIPPED. npm install brings chdb.',
)

describe.skipIf(!CLICKHOUSE_URL)('a ClickHouse server (needs CLICKHOUSE_URL)', () => {
  let warehouse: OpenWarehouse
  beforeAll(() => {
    const options = { user: CLICKHOUSE_USER, password: CLICKHOUSE_PASSWORD }
    warehouse = clickhouseWarehouse({
      url: CLICKHOUSE_URL ?? '',
      ...options,
      database: 'fechatter_test',
    })
  })
  afterAll(() => warehouse.stop())
  warehouseContract(() => warehouse)
})

describe.skipIf(!shim)('ClickHouse over HTTP, the engine being chdb', () => {
  const data = mkdtempSync(join(tmpdir(), 'fechatter-shim-'))
  const account = { user: 'default', password: randomBytes(16).toString('hex') }
  let server: ClickhouseShim
  let warehouse: OpenWarehouse
  const open = (password: string) =>
    clickhouseWarehouse({ ...account, password, url: server.url, database: 'fechatter' })

  beforeAll(async () => {
    if (!shim) return
    server = await shim.clickhouseShim({ data, password: account.password })
    warehouse = open(account.password)
  })
  afterAll(async () => {
    await warehouse.stop()
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  })
  warehouseContract(() => warehouse)

  test('is unavailable with a wrong password', async () => {
    const wrong = open('wrong')
    await expect(wrong.query('SELECT 1', {})).rejects.toMatchObject({ code: 'unavailable' })
    await wrong.stop()
  })

  test('makes table and database anew when somebody dropped them', async () => {
    await warehouse.query('SELECT 1', {})
    await warehouse.query('DROP DATABASE fechatter', {})
    const count = () => warehouse.query('SELECT count() AS events FROM usage_events', {})
    await expect(count()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await count()).toEqual([{ events: 0 }])
  })

  test('is unavailable while the server is away', async () => {
    if (!shim) return
    const away = clickhouseWarehouse({ ...account, url: 'http://127.0.0.1:1', database: 'x' })
    await expect(away.ping()).rejects.toMatchObject({ code: 'unavailable' })
    await away.stop()
  })
})
