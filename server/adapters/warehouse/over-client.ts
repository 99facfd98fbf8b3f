import { createHash } from 'node:crypto'
import { ClickHouseError } from '@clickhouse/client'
import type { ClickHouseClient } from '@clickhouse/client'
import { ConfigError } from '../../../shared/config.ts'
import { Fault } from '../../../shared/errors.ts'
import type { Check, Stop, Warehouse } from '../../ports.ts'

export type OpenWarehouse = Warehouse & { ping: Check; stop: Stop }

/** A database or a table that somebody dropped: the next use makes it again. */
const dropped = new Set(['60', '81'])
/*
 * Answers of ClickHouse that another try can turn: too much to do (159, 202, 241, 252), a network behind it (209, 210), read-only for
 * now (242), keys being changed (193, 194, 516).
 */
const passing = new Set([
  ...dropped,
  ...['159', '202', '241', '252', '209', '210', '242', '193', '194', '516'],
])

/** Whatever another try can turn is `unavailable`; wrong SQL or a wrong configuration stays what it is. */
const toFault = (error: unknown): unknown =>
  error instanceof ConfigError || (error instanceof ClickHouseError && !passing.has(error.code))
    ? error
    : new Fault('unavailable', 'The statistics do not answer. Try again in a moment.', {
        cause: error,
      })

/**
 * The warehouse on an open or a yet to be opened ClickHouse client, embedded and server alike.
 * @param open gives the client with its table made; asked at first use, and again after a failure
 */
export const overClient = (open: () => Promise<ClickHouseClient>): OpenWarehouse => {
  let opened: Promise<ClickHouseClient> | null = null
  const forget = (client: Promise<ClickHouseClient>) => {
    if (opened === client) opened = null
    void client.then((broken) => broken.close()).catch(() => {})
  }
  const withClient = async <T>(act: (client: ClickHouseClient) => Promise<T>): Promise<T> => {
    const opening = (opened ??= open())
    const client = await opening.catch((error: unknown) => {
      forget(opening)
      throw toFault(error)
    })
    try {
      return await act(client)
    } catch (error) {
      if (error instanceof ClickHouseError && dropped.has(error.code)) forget(opening)
      throw toFault(error)
    }
  }
  return {
    insert: async (rows) => {
      if (rows.length === 0) return
      const ids = rows.map(({ event_id }) => event_id).join('\n')
      await withClient((client) =>
        client.insert({
          table: 'usage_events',
          values: rows,
          format: 'JSONEachRow',
          clickhouse_settings: {
            // Acknowledged means stored.
            async_insert: 0,
            insert_deduplication_token: createHash('sha256').update(ids).digest('hex'),
          },
        }),
      )
    },
    query: <Row>(sql: string, params: Readonly<Record<string, unknown>>) =>
      withClient(async (client) => {
        const result = await client.query({
          query: sql,
          query_params: { ...params },
          format: 'JSONEachRow',
          clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
        })
        return result.json<Row>()
      }),
    ping: () => withClient(async (client) => void (await client.command({ query: 'SELECT 1' }))),
    stop: async () => {
      const client = opened
      opened = null
      await (await client?.catch(() => null))?.close()
    },
  }
}
