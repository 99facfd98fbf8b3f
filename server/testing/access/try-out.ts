import type { FaultBody } from '../../../shared/errors.ts'
import { memoryCounters } from '../../adapters/counters/memory.ts'
import { postgresSearch } from '../../adapters/search/postgres.ts'
import type { Db } from '../../db/database.ts'
import type { Deps } from '../../deps.ts'
import { findCredential } from '../../identity/credentials.ts'
import { appRouter } from '../../router.ts'
import { createCaller, faultOf } from '../../trpc.ts'
import type { Api } from '../app.ts'

const callerFor = createCaller(appRouter)
const undo = new Error('undone')

/** How a call ends: `ok`, or the fault that the caller is told. */
export type Told = { code: 'ok' } | FaultBody

/** The procedures as the bearer of a token, everything within one transaction. */
export type As = (token: string | null) => Promise<Api>

/** Runs a piece of the story and takes it back: whatever callers do, each finds the same untouched scene. */
export const tryOut = async <T>(
  deps: Deps,
  story: (as: As, within: Deps) => Promise<T>,
): Promise<T> => {
  let result: { value: T } | undefined
  await deps.db
    .transaction(async (tx) => {
      const db = tx as unknown as Db
      const search = postgresSearch(db)
      const within: Deps = {
        ...deps,
        db,
        search,
        databaseSearch: search,
        counters: memoryCounters(),
        wake: () => {},
      }
      const as: As = async (token) =>
        callerFor({
          deps: within,
          actor: token ? await findCredential(db, token, { now: deps.now() }) : null,
          network: '127.0.0.1',
          userAgent: 'test',
          requestId: 'test',
          cookie: { set: () => {}, clear: () => {} },
        })
      result = { value: await story(as, within) }
      throw undo
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error
    })
  if (!result) throw new Error('the story had no end')
  return result.value
}

const procedureOf = (api: Api, path: string) =>
  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], api) as (
    input: unknown,
  ) => Promise<unknown>

/** Calls a procedure by its path. */
export const outcome = async (api: Api, path: string, input: unknown): Promise<Told> => {
  try {
    const result = await procedureOf(api, path)(input)
    // A subscription answers with an iterator and refuses at its first step.
    if (result && typeof result === 'object' && Symbol.asyncIterator in result)
      await (result as AsyncIterable<unknown>)[Symbol.asyncIterator]().next()
    return { code: 'ok' }
  } catch (error) {
    return faultOf(error)
  }
}
