import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Config } from './config.ts'
import type { Db } from './db/database.ts'
import type {
  Blobs,
  Bus,
  Check,
  Counters,
  Llm,
  Mail,
  Search,
  SearchBuilder,
  Warehouse,
} from './ports.ts'

/** What the roles are given: every system behind its port, wired by `wiring.ts` alone. */
export interface Deps {
  config: Config
  log: Logger
  db: Db
  bus: Bus
  search: Search
  /** The search inside the database, for when the search server is down. */
  databaseSearch: Search
  /** How the two are made anew; `server` is null where the database is all there is. */
  builders: { database: SearchBuilder; server: SearchBuilder | null }
  warehouse: Warehouse
  counters: Counters
  blobs: Blobs
  llm: Llm
  mail: Mail
  /** The metrics of this process, shown on every role's `/metrics`. */
  metrics: Registry
  now: () => Date
  /** Tells the relay that a commit left events to publish. */
  wake: () => void
  /** A sign of life of each dependency that this process uses. */
  checks: Readonly<Record<string, Check>>
}
