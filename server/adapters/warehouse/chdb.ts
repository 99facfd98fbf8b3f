import { mkdirSync } from 'node:fs'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { ClickHouseClient } from '@clickhouse/client'
import { ConfigError } from '../../../shared/config.ts'
import type { OpenWarehouse } from './over-client.ts'
import { overClient } from './over-client.ts'
import { usageTable } from './table.ts'

/**
 * ClickHouse's engine inside this process, by chdb, opened when first used.
 * @throws ConfigError at first use when the package, which is optional, is not installed
 * @param path where the data lives: one directory for a process, and one process for a directory
 */
export const chdbWarehouse = ({ path }: { path: string }): OpenWarehouse =>
  overClient(async () => {
    const client = await openChdb(path)
    await client.command({ query: usageTable })
    return client
  })

const openChdb = async (path: string): Promise<ClickHouseClient> => {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const { createChdbConnection } = await import('chdb/connection').catch((error: unknown) => {
    throw new ConfigError(
      'chdb is not installed: set CLICKHOUSE_URL or run "npm install --include=optional".',
      { cause: error },
    )
  })
  // The client's hook for other connections is not in its types.
  return createClient({
    log: { level: ClickHouseLogLevel.OFF },
    ...({ connection: createChdbConnection({ path }) } as object),
  })
}
