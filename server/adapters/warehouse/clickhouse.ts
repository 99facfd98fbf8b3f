import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { OpenWarehouse } from './over-client.ts'
import { overClient } from './over-client.ts'
import { usageTable } from './table.ts'

/** A ClickHouse server. Its database and table are made when first needed. */
export const clickhouseWarehouse = ({
  url,
  user,
  password,
  database,
}: {
  url: string
  user: string
  password: string
  /** A plain name. */
  database: string
}): OpenWarehouse => {
  const options = {
    url,
    username: user,
    password,
    request_timeout: 10_000,
    compression: { request: true, response: true },
    // What fails is thrown, and told by whoever asked.
    log: { level: ClickHouseLogLevel.OFF },
  }
  return overClient(async () => {
    // A session that names a database that is not there can do nothing, not even make it.
    const maker = createClient(options)
    await maker
      .command({
        query: 'CREATE DATABASE IF NOT EXISTS {name:Identifier}',
        query_params: { name: database },
      })
      .finally(() => maker.close())
    const client = createClient({ ...options, database })
    try {
      await client.command({ query: usageTable })
    } catch (error) {
      await client.close()
      throw error
    }
    return client
  })
}
