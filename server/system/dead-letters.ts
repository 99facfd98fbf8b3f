import type { SQL } from 'drizzle-orm'
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { Db, Tx } from '../db/database.ts'
import { deadLetters, outbox, workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { requireRole } from '../workspace/access.ts'
import { note } from '../workspace/audit.ts'

/** An event that was set aside, without what it says: it may be of a chat that whoever looks cannot read. */
export interface DeadLetter {
  consumer: string
  eventId: string
  type: string | null
  reason: string
  createdAt: string
}
type Name = Pick<DeadLetter, 'consumer' | 'eventId'>

/** For so long JetStream takes the same event for a repetition and drops it. */
const repetitionMs = 120_000

/**
 * What could not be handled of a workspace, newest first. What belongs to no workspace, or cannot be read, is the business of the
 * installation's first one.
 */
export const listDeadLetters = async (db: Db, member: WorkspaceMember): Promise<DeadLetter[]> => {
  requireRole(member, 'owner')
  const rows = await db
    .select({
      consumer: deadLetters.consumer,
      eventId: deadLetters.eventId,
      type: sql<string | null>`${deadLetters.payload} ->> 'type'`,
      reason: deadLetters.reason,
      createdAt: deadLetters.createdAt,
    })
    .from(deadLetters)
    .where(await mine(db, member))
    .orderBy(desc(deadLetters.createdAt))
    .limit(limits.deadLetters)
  return rows.map(({ reason, createdAt, ...row }) => ({
    ...row,
    // A failed query names its parameters, which may be what somebody said.
    reason: (reason.split(/\n|params:/)[0] ?? '').slice(0, 200),
    createdAt: createdAt.toISOString(),
  }))
}

/**
 * Publishes the event again, under a new position: every consumer sees it once more and knows what it has done already.
 * @throws Fault `not_found`, `conflict` for what the log does not hold any more, and within two minutes of a failure on NATS
 */
export const replay = async (deps: Deps, member: WorkspaceMember, name: Name): Promise<void> => {
  await settle(deps, member, name, 'dead-letter.replayed', async (tx, createdAt) => {
    if (deps.config.natsUrl && deps.now().getTime() - createdAt.getTime() < repetitionMs)
      fail('conflict', 'The bus still knows this event. Try again in two minutes.', {
        field: 'eventId',
      })
    const again = /^\d{1,15}$/.test(name.eventId)
      ? await tx
          .update(outbox)
          .set({ position: null })
          .where(eq(outbox.id, Number(name.eventId)))
          .returning({ id: outbox.id })
      : []
    if (again.length === 0)
      fail('conflict', 'The log does not hold this event any more. It can only be discarded.', {
        field: 'eventId',
      })
  })
  deps.wake()
}

/** Gives an event up. @throws Fault `not_found` */
export const discard = (deps: Deps, member: WorkspaceMember, name: Name): Promise<void> =>
  settle(deps, member, name, 'dead-letter.discarded', async () => {})

const settle = async (
  deps: Deps,
  member: WorkspaceMember,
  { consumer, eventId }: Name,
  action: 'dead-letter.replayed' | 'dead-letter.discarded',
  act: (tx: Tx, createdAt: Date) => Promise<void>,
): Promise<void> => {
  requireRole(member, 'owner')
  const { workspaceId, userId: actorId } = member
  await deps.db.transaction(async (tx) => {
    const [letter] = await tx
      .delete(deadLetters)
      .where(
        and(
          eq(deadLetters.consumer, consumer),
          eq(deadLetters.eventId, eventId),
          await mine(tx, member),
        ),
      )
      .returning({ createdAt: deadLetters.createdAt })
    if (!letter)
      return fail('not_found', 'There is no such event, or somebody has settled it already.', {
        field: 'eventId',
      })
    await act(tx, letter.createdAt)
    const detail = { consumer, eventId }
    await note(tx, { workspaceId, actorId, action, detail, at: deps.now() })
  })
}

/** The letters that an owner answers for. */
const mine = async (db: Db | Tx, { workspaceId }: WorkspaceMember): Promise<SQL> => {
  const [first] = await db
    .select({ id: workspaces.id })
    .from(workspaces)
    .orderBy(asc(workspaces.createdAt), asc(workspaces.id))
    .limit(1)
  const named = sql`${deadLetters.payload} ->> 'workspaceId'`
  return first?.id === workspaceId
    ? sql`coalesce(${named}, ${workspaceId}) = ${workspaceId}`
    : sql`${named} = ${workspaceId}`
}
