import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe } from 'vitest'
import type { LocalServices } from '../../../scripts/local-services.ts'
import { disposableServices, missingServices } from '../../../scripts/local-services.ts'
import { dumpPath } from '../../testing/global-setup.ts'
import type { Db } from '../../db/database.ts'
import type { EmbeddedDatabase } from '../database/pglite.ts'
import { openPglite } from '../database/pglite.ts'
import type { ServerDatabase } from '../database/postgres.ts'
import { openPostgres } from '../database/postgres.ts'
import { postgresBuilder } from './postgres-builder.ts'
import { postgresSearch } from './postgres.ts'
import { searchContract } from './search.contract.ts'

/** Of documents without messages: those are what is left over, and go. */
const builder = ({ db }: { db: Db }) => ({ ...postgresBuilder(db), finish: async () => {} })

describe('in PGlite', () => {
  let database: EmbeddedDatabase
  beforeAll(async () => {
    database = await openPglite(null, readFileSync(dumpPath()))
  })
  afterAll(() => database.stop())
  searchContract(
    () => postgresSearch(database.db),
    () => builder(database),
  )
})

describe.runIf(missingServices(['postgres']).length === 0)(
  'in PostgreSQL (needs Debian’s postgresql)',
  () => {
    let services: LocalServices
    let database: ServerDatabase
    beforeAll(async () => {
      services = await disposableServices(['postgres'])
      database = await openPostgres(services.env.DATABASE_URL ?? '', 5)
    })
    afterAll(async () => {
      await database?.stop()
      await services?.stop()
    })
    searchContract(
      () => postgresSearch(database.db),
      () => builder(database),
    )
  },
)
