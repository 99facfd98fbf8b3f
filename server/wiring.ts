import { join } from 'node:path'
import type { Logger } from 'pino'
import { Registry } from 'prom-client'
import { diskBlobs } from './adapters/blobs/disk.ts'
import { s3Blobs } from './adapters/blobs/s3.ts'
import { memoryBus } from './adapters/bus/memory.ts'
import { natsBus } from './adapters/bus/nats.ts'
import { memoryCounters } from './adapters/counters/memory.ts'
import { redisCounters } from './adapters/counters/redis.ts'
import { openPglite } from './adapters/database/pglite.ts'
import { openPostgres } from './adapters/database/postgres.ts'
import { offlineLlm } from './adapters/llm/offline.ts'
import { openaiLlm } from './adapters/llm/openai.ts'
import { noMail } from './adapters/mail/none.ts'
import { smtpMail } from './adapters/mail/smtp.ts'
import { meiliSearch } from './adapters/search/meilisearch.ts'
import { postgresBuilder } from './adapters/search/postgres-builder.ts'
import { postgresSearch } from './adapters/search/postgres.ts'
import { chdbWarehouse } from './adapters/warehouse/chdb.ts'
import { clickhouseWarehouse } from './adapters/warehouse/clickhouse.ts'
import type { Config } from './config.ts'
import type { Deps } from './deps.ts'
import { deadLetterInto } from './outbox/dead-letter.ts'
import { startRelay } from './outbox/relay.ts'
import type { Check, Stop } from './ports.ts'

/** Opens every system that the config names, embedded where it names none. The only place that knows the adapters. */
export const wire = async (config: Config, log: Logger): Promise<{ deps: Deps; stop: Stop }> => {
  const opened: Stop[] = []
  const checks: Record<string, Check> = {}
  /** Notes how to end a system and how to ask whether it lives, in the order of opening. */
  const keep = <T extends { stop: Stop; ping: Check }>(name: string, system: T): T => {
    opened.push(system.stop)
    checks[name] = system.ping
    return system
  }
  const stop: Stop = async () => {
    for (const close of opened.reverse()) await close()
  }
  try {
    const { db } = keep(
      'postgres',
      config.database.url
        ? await openPostgres(config.database.url, config.database.poolSize)
        : await openPglite(config.dataDir),
    )
    const deadLetter = deadLetterInto(db, log)
    const bus = config.natsUrl
      ? keep('nats', await natsBus({ url: config.natsUrl, deadLetter, log }))
      : memoryBus({ db, deadLetter, log })
    const databaseSearch = postgresSearch(db)
    const meili = config.meilisearch ? keep('meilisearch', meiliSearch(config.meilisearch)) : null
    const warehouse = keep(
      'clickhouse',
      config.clickhouse
        ? clickhouseWarehouse(config.clickhouse)
        : chdbWarehouse({ path: join(config.dataDir, 'clickhouse') }),
    )
    const counters = config.redis ? keep('redis', redisCounters(config.redis)) : memoryCounters()
    const blobs = config.s3
      ? keep('s3', s3Blobs(config.s3))
      : diskBlobs(join(config.dataDir, 'files'))
    const llm = config.llm.apiKey || config.llm.baseUrl ? openaiLlm(config.llm, log) : offlineLlm()
    const writes = config.roles.includes('server') || config.roles.includes('bot')
    const relay = writes ? startRelay({ db, bus, log }) : null
    if (relay) opened.push(relay.stop)
    const deps: Deps = {
      config,
      log,
      db,
      bus,
      search: meili ?? databaseSearch,
      databaseSearch,
      builders: { database: postgresBuilder(db), server: meili?.builder ?? null },
      warehouse,
      counters,
      blobs,
      llm,
      mail: config.mail ? smtpMail(config.mail) : noMail(),
      metrics: new Registry(),
      now: () => new Date(),
      wake: () => relay?.wake(),
      checks,
    }
    return { deps, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
