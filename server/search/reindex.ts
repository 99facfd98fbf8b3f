import { asc, sql } from 'drizzle-orm'
import { searchIndexes } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { Stop } from '../ports.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { requireRole } from '../workspace/access.ts'
import { note } from '../workspace/audit.ts'
import { buildIndex, indexTargets, requestIndexes } from './build-index.ts'

/** How often a server looks whether an index has to be made anew. */
const lookEveryMs = 5000

export interface IndexState {
  /** `database` or, of a search server, `server`. */
  name: string
  builtAt: string | null
  building: boolean
  done: number
  total: number
}

/** Asks for all indexes of the installation to be made anew, and notes who did. They answer meanwhile. @throws Fault `forbidden` below admin */
export const reindex = async (deps: Deps, member: WorkspaceMember): Promise<void> => {
  requireRole(member, 'admin')
  const { workspaceId, userId: actorId } = member
  await deps.db.transaction(async (tx) => {
    await requestIndexes(tx, indexTargets(deps))
    await note(tx, {
      ...{ workspaceId, actorId, action: 'search.reindexed', detail: {}, at: deps.now() },
    })
  })
}

/** How the indexes are. @throws Fault `forbidden` below admin */
export const indexStates = async (
  { db }: Pick<Deps, 'db'>,
  member: WorkspaceMember,
): Promise<IndexState[]> => {
  requireRole(member, 'admin')
  const rows = await db
    .select({
      name: searchIndexes.name,
      builtAt: searchIndexes.builtAt,
      waiting: sql<boolean>`coalesce(${searchIndexes.requestedAt} > ${searchIndexes.builtAt}, ${searchIndexes.builtAt} is null)`,
      since: searchIndexes.since,
      done: searchIndexes.done,
      total: searchIndexes.total,
    })
    .from(searchIndexes)
    .orderBy(asc(searchIndexes.name))
  return rows.map(({ builtAt, waiting, since, ...row }) => ({
    ...row,
    builtAt: builtAt?.toISOString() ?? null,
    building: waiting || since !== null,
  }))
}

/** Looks after the indexes: one that is lost, of an old form, or asked for anew is built by one of the servers. */
export const keepIndexes = (deps: Deps): Stop => {
  const ended = new AbortController()
  const look = async () => {
    for (const target of indexTargets(deps))
      try {
        await buildIndex(deps.db, target, { signal: ended.signal })
      } catch (error) {
        if (!ended.signal.aborted)
          deps.log.warn({ err: error, index: target.name }, 'an index could not be built yet')
      }
  }
  let looking = look()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, lookEveryMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    ended.abort()
    await looking
  }
}
