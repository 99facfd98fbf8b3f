import { randomUUID } from 'node:crypto'
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { MessageId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { outbox, relay, searchIndexes } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { Search, SearchBuilder } from '../ports.ts'
import { countDocs, readDocsAfter, searchFormat } from './docs.ts'
import { refresh } from './refresh.ts'

/** Messages that are written at once. After each batch the progress is noted, and a build goes on from there. */
const batch = 500
/** A builder that has said nothing for so long is taken for dead. */
const silence = sql`now() + interval '30 seconds'`

/** An index that can be made anew. */
export interface IndexTarget {
  name: 'database' | 'server'
  search: Search
  builder: SearchBuilder
  /** As in {@link refresh}. */
  lasting: boolean
}

export type Progress = (done: number, total: number) => void

/** The indexes of an installation: always the one in the database, and the search server's if there is one. */
export const indexTargets = ({
  search,
  databaseSearch,
  builders,
}: Pick<Deps, 'search' | 'databaseSearch' | 'builders'>): IndexTarget[] => [
  { name: 'database', search: databaseSearch, builder: builders.database, lasting: true },
  ...(builders.server
    ? [{ name: 'server' as const, search, builder: builders.server, lasting: false }]
    : []),
]

/** Asks for all indexes to be made anew by the server that looks next. */
export const requestIndexes = async (
  db: Pick<Db, 'insert'>,
  targets: readonly IndexTarget[],
): Promise<void> => {
  for (const { name } of targets)
    await db
      .insert(searchIndexes)
      .values({ name, requestedAt: sql`now()` })
      .onConflictDoUpdate({ target: searchIndexes.name, set: { requestedAt: sql`now()` } })
}

/**
 * Makes an index anew if it is lost, of an old form, or asked for. What changes meanwhile goes into the old index as ever; after the
 * new one is in its place, all that has happened since the beginning is gone through again. One process builds; the next goes on
 * where one was killed.
 * @returns false when there was nothing to do, or another process is at it
 */
export const buildIndex = async (
  db: Db,
  target: IndexTarget,
  { onProgress = () => {}, signal }: { onProgress?: Progress; signal?: AbortSignal } = {},
): Promise<boolean> => {
  await db.insert(searchIndexes).values({ name: target.name }).onConflictDoNothing()
  const needed = await isNeeded(db, target)
  const me = randomUUID()
  if (!needed || !(await claim(db, target, me))) return false
  try {
    await build(db, target, me, onProgress, signal)
  } catch (error) {
    await set(db, target, { builder: null, builderUntil: null })
    throw error
  }
  return true
}

const build = async (
  db: Db,
  target: IndexTarget,
  me: string,
  onProgress: Progress,
  signal: AbortSignal | undefined,
) => {
  const begun = await stateOf(db, target)
  if (begun.since === null) {
    const since = await lastPosition(db)
    await target.builder.begin()
    await set(db, target, { since, cursor: null, done: 0, total: await countDocs(db) })
  }
  for (;;) {
    signal?.throwIfAborted()
    const { cursor, done, total } = await stateOf(db, target)
    onProgress(done, Math.max(done, total))
    const docs = await readDocsAfter(db, cursor, batch)
    const last = docs.at(-1)
    if (!last) break
    try {
      await target.builder.add(docs)
    } catch (error) {
      // What was begun may be lost: the next one begins again.
      await set(db, target, { since: null })
      throw error
    }
    await set(db, target, { cursor: last.id, done: done + docs.length, builderUntil: silence })
    if ((await stateOf(db, target)).builder !== me) throw new Error('another process builds')
  }
  await target.builder.finish()
  await catchUp(db, target)
  await set(db, target, {
    ...{ format: searchFormat, builtAt: sql`now()`, builder: null, builderUntil: null },
    ...{ since: null, cursor: null },
  })
}

const stateOf = async (db: Db, { name }: IndexTarget) => {
  const [row] = await db.select().from(searchIndexes).where(eq(searchIndexes.name, name))
  if (!row) throw new Error(`there is no index ${name}`)
  return row
}

const isNeeded = async (db: Db, target: IndexTarget): Promise<boolean> => {
  const { format, builtAt, requestedAt, since } = await stateOf(db, target)
  return (
    since !== null ||
    format !== searchFormat ||
    (requestedAt !== null && (builtAt === null || builtAt < requestedAt)) ||
    !(await target.builder.whole())
  )
}

/** Takes the build for this process, unless another one is at it. */
const claim = async (db: Db, { name }: IndexTarget, me: string): Promise<boolean> => {
  const rows = await db
    .update(searchIndexes)
    .set({ builder: me, builderUntil: silence })
    .where(
      and(
        eq(searchIndexes.name, name),
        sql`(${searchIndexes.builderUntil} is null or ${searchIndexes.builderUntil} < now())`,
      ),
    )
    .returning({ name: searchIndexes.name })
  return rows.length > 0
}

type Noted = Parameters<ReturnType<Db['update']>['set']>[0]
const set = (db: Db, { name }: IndexTarget, what: Noted) =>
  db.update(searchIndexes).set(what).where(eq(searchIndexes.name, name))

/** What is not yet published now has a higher position, also what is not yet committed. */
const lastPosition = async (db: Db): Promise<number> => {
  const [row] = await db.select({ position: relay.position }).from(relay)
  return row?.position ?? 0
}

const touching = [
  'message.sent',
  'message.edited',
  'message.deleted',
  'reaction.added',
  'reaction.removed',
  'pin.added',
  'pin.removed',
] as const

/** Goes through all that happened to messages since the build began. */
const catchUp = async (db: Db, target: IndexTarget) => {
  const { since } = await stateOf(db, target)
  for (let at = since ?? 0; ;) {
    const rows = await db
      .select({
        position: outbox.position,
        messageId: outbox.messageId,
        threadId: sql<MessageId | null>`${outbox.payload} -> 'message' ->> 'threadId'`,
      })
      .from(outbox)
      .where(and(gt(outbox.position, at), inArray(outbox.type, [...touching])))
      .orderBy(asc(outbox.position))
      .limit(batch)
    const last = rows.at(-1)?.position ?? null
    if (last === null) return
    const ids = rows.flatMap(({ messageId, threadId }) => [messageId ?? [], threadId ?? []].flat())
    await refresh(db, target.search, [...new Set(ids)], { lasting: target.lasting })
    await set(db, target, { builderUntil: silence })
    at = last
  }
}
