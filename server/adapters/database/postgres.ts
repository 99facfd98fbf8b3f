import postgres from 'postgres'
import { ConfigError } from '../../../shared/config.ts'
import type { Db } from '../../db/database.ts'
import { migrateDatabase, typed } from '../../db/database.ts'
import type { Stop } from '../../ports.ts'
import { guarded } from './guarded-client.ts'
import { patientSocket } from './patient-socket.ts'

export interface ServerDatabase {
  db: Db
  ping: () => Promise<void>
  stop: Stop
}

/**
 * A PostgreSQL server. Refuses one that could lose an acknowledged write on power loss.
 * @throws ConfigError when `fsync` or `full_page_writes` is off
 */
export const openPostgres = async (url: string, poolSize: number): Promise<ServerDatabase> => {
  const options = {
    connect_timeout: 5,
    onnotice: () => {},
    // Limits cut our plans short, which the guesses that PostgreSQL compiles by do not know: compiling takes a second, running 0.1 s.
    connection: { jit: 'off' },
    ...socketFor(url),
  }
  const client = postgres(url, { ...options, max: poolSize })
  const migrator = postgres(url, { ...options, max: 1 })
  try {
    const unsafe = await client<{ name: string }[]>`
      select name from pg_settings where name in ('fsync', 'full_page_writes') and setting = 'off'`
    if (unsafe.length > 0)
      throw new ConfigError(
        `DATABASE_URL: the server runs with ${unsafe.map((row) => row.name).join(' and ')} off and may lose acknowledged messages. Turn it on.`,
      )
    await migrateDatabase(migrator)
    return {
      db: typed(guarded(client)),
      ping: async () => void (await client`select 1`),
      stop: () => client.end({ timeout: 5 }),
    }
  } catch (error) {
    await client.end({ timeout: 1 })
    throw error
  } finally {
    await migrator.end({ timeout: 1 })
  }
}

/** Encrypted connections and lists of hosts need the driver's own socket. */
const socketFor = (url: string): object =>
  /[?&]ssl|@[^/]*,/.test(url) ? {} : { socket: patientSocket }
