import { drizzle } from 'drizzle-orm/postgres-js'
import type { PostgresJsDatabase, PostgresJsTransaction } from 'drizzle-orm/postgres-js'
import type { ExtractTablesWithRelations } from 'drizzle-orm'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import { fileURLToPath } from 'node:url'
import type { ParameterOrJSON, Sql, TransactionSql } from 'postgres'
import * as schema from './schema.ts'

export type Schema = typeof schema
export type Db = PostgresJsDatabase<Schema>
/** A transaction in progress. What takes a `Tx` may only run inside one. */
export type Tx = PostgresJsTransaction<Schema, ExtractTablesWithRelations<Schema>>

/** Reads several things as they are at one instant. */
export const inSnapshot = <R>(db: Db, read: (tx: Tx) => Promise<R>): Promise<R> =>
  db.transaction(read, { isolationLevel: 'repeatable read', accessMode: 'read only' })

/** The folder with the migrations. */
export const migrationsFolder = fileURLToPath(new URL('../../drizzle', import.meta.url))

/** The typed query builder that both database adapters give out. */
export const typed = (client: Sql): Db => drizzle(preparing(client), { schema })

const maxPreparedParams = 24

/**
 * Drizzle has every statement parsed and planned anew, which costs more than running it. This asks for prepared statements, except
 * for those with long lists: their texts vary with the length, and each would stay on the server.
 */
const preparing = <S extends Sql | TransactionSql>(client: S): S =>
  new Proxy(client, {
    get: (target, key): unknown => {
      if (key === 'unsafe')
        return (text: string, params: ParameterOrJSON<never>[] = []) =>
          target.unsafe(text, params, {
            prepare: params.length > 0 && params.length <= maxPreparedParams,
          })
      if (
        (key === 'begin' && 'begin' in target) ||
        (key === 'savepoint' && 'savepoint' in target)
      ) {
        const open = Reflect.get(target, key) as (...args: unknown[]) => unknown
        return (...args: unknown[]) => {
          const work = args.pop() as (tx: TransactionSql) => unknown
          return open(...args, (tx: TransactionSql) => work(preparing(tx)))
        }
      }
      return Reflect.get(target, key)
    },
  })

/**
 * Applies the migrations that are missing; several processes may ask at once, one does it.
 * @param client must have exactly one connection: the lock belongs to it
 */
export const migrateDatabase = async (client: Sql): Promise<void> => {
  await client`select pg_advisory_lock(hashtext('fechatter:migrate'))`
  try {
    await migrate(typed(client), { migrationsFolder })
  } finally {
    await client`select pg_advisory_unlock(hashtext('fechatter:migrate'))`
  }
}
