import { setImmediate as turn } from 'node:timers/promises'
import type { Sql, TransactionSql } from 'postgres'

/**
 * A client whose transactions survive the loss of their connection: they fail, and the process goes on. Without this, postgres.js
 * 3.4.9 writes the next statement, if only its own `rollback`, to a socket that is gone, and throws where nobody can catch it
 * (https://github.com/porsager/postgres/issues/1208). `begin` has rejected by then, so a lost transaction is left where it stands.
 */
export const guarded = (client: Sql): Sql => {
  const begin = (...args: [Body] | [string, Body]): Promise<unknown> => {
    const state = { lost: false }
    const body = args[args.length - 1] as Body
    const watchedBody: Body = (tx) => unlessLost(state, () => body(watched(tx, state)))
    const outcome =
      typeof args[0] === 'string' ? client.begin(args[0], watchedBody) : client.begin(watchedBody)
    outcome.catch(() => {
      state.lost = true
    })
    return within(outcome)
  }
  return replacing(client, { begin })
}

/** In ms. Far above any transaction of ours: only for one that the driver has forgotten. */
const deadlineMs = 30_000

/** So that a caller that must go on, such as the relay, never waits for ever. */
const within = (outcome: Promise<unknown>): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error('the database did not finish a transaction in time')),
      deadlineMs,
    ).unref()
  })
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer))
}

type Body = (tx: TransactionSql) => Promise<unknown>
interface State {
  lost: boolean
}

/** Runs the body of a transaction, or of a part of it; never ends once the connection is lost, so that no statement follows. */
const unlessLost = async (state: State, run: () => Promise<unknown>): Promise<unknown> => {
  try {
    const result = await run()
    if (!state.lost) return result
  } catch (error) {
    // A socket's error comes before its close.
    await turn()
    if (!state.lost) throw error
  }
  return new Promise(() => {})
}

const watched = (tx: TransactionSql, state: State): TransactionSql => {
  const unsafe: TransactionSql['unsafe'] = (...args) => {
    if (state.lost) throw new Error('the connection to the database was lost')
    const query = tx.unsafe(...args)
    query.catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 'CONNECTION_CLOSED') state.lost = true
    })
    return query as never
  }
  const savepoint = (body: Body) =>
    tx.savepoint((inner) => unlessLost(state, () => body(watched(inner, state))))
  return replacing(tx, { unsafe, savepoint })
}

/** The same object with some of its members replaced. */
const replacing = <T extends object>(target: T, members: Record<string, unknown>): T =>
  new Proxy(target, {
    get: (object, key) =>
      typeof key === 'string' && key in members
        ? members[key]
        : (Reflect.get(object, key) as unknown),
  })
