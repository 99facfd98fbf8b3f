import { and, asc, count, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { Db } from '../db/database.ts'
import { searches } from '../db/schema.ts'
import type { WorkspaceMember } from '../workspace/access.ts'

export interface SavedSearch {
  query: string
  name: string
}

const mine = ({ userId, workspaceId }: WorkspaceMember) =>
  and(eq(searches.userId, userId), eq(searches.workspaceId, workspaceId))

/** What a member searched for last and did not keep, the latest first, and what she kept, by name. Nobody else's. */
export const listSearches = async (
  db: Db,
  member: WorkspaceMember,
): Promise<{ recent: string[]; saved: SavedSearch[] }> => {
  const recent = await db
    .select({ query: searches.query })
    .from(searches)
    .where(and(mine(member), isNull(searches.name)))
    .orderBy(desc(searches.usedAt))
    .limit(limits.recentSearches)
  const saved = await db
    .select({ query: searches.query, name: searches.name })
    .from(searches)
    .where(and(mine(member), isNotNull(searches.name)))
    .orderBy(asc(searches.name), asc(searches.query))
  return {
    recent: recent.map(({ query }) => query),
    saved: saved.map(({ query, name }) => ({ query, name: name ?? query })),
  }
}

/** Notes a search among the recent ones; the oldest that were not kept go. */
export const rememberSearch = (
  db: Db,
  member: WorkspaceMember,
  query: string,
  usedAt: Date,
): Promise<void> =>
  db.transaction(async (tx) => {
    const { userId, workspaceId } = member
    await tx
      .insert(searches)
      .values({ userId, workspaceId, query, usedAt })
      .onConflictDoUpdate({
        target: [searches.userId, searches.workspaceId, searches.query],
        set: { usedAt },
      })
    const old = await tx
      .select({ query: searches.query })
      .from(searches)
      .where(and(mine(member), isNull(searches.name)))
      .orderBy(desc(searches.usedAt))
      .offset(limits.recentSearches)
    const queries = old.map((row) => row.query)
    if (queries.length > 0)
      await tx.delete(searches).where(and(mine(member), inArray(searches.query, queries)))
  })

/** Keeps a search under a name. @throws Fault `conflict` when there are too many */
export const saveSearch = (
  db: Db,
  member: WorkspaceMember,
  { query, name }: SavedSearch,
  usedAt: Date,
): Promise<void> =>
  db.transaction(async (tx) => {
    const { userId, workspaceId } = member
    await tx
      .insert(searches)
      .values({ userId, workspaceId, query, name, usedAt })
      .onConflictDoUpdate({
        target: [searches.userId, searches.workspaceId, searches.query],
        set: { name },
      })
    const [kept] = await tx
      .select({ many: count() })
      .from(searches)
      .where(and(mine(member), isNotNull(searches.name)))
    if ((kept?.many ?? 0) > limits.savedSearches)
      fail('conflict', `${limits.savedSearches} searches can be kept. Remove one first.`)
  })

/** Keeps a search no longer. */
export const forgetSearch = async (
  db: Db,
  member: WorkspaceMember,
  query: string,
): Promise<void> => {
  await db.delete(searches).where(and(mine(member), eq(searches.query, query)))
}

/** Forgets what a member searched for and did not keep. */
export const forgetRecent = async (db: Db, member: WorkspaceMember): Promise<void> => {
  await db.delete(searches).where(and(mine(member), isNull(searches.name)))
}
