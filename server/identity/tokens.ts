import { and, count, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import type { AccessToken, Scope } from '../../shared/access.ts'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Db, Tx } from '../db/database.ts'
import { accessTokens, users } from '../db/schema.ts'
import { record } from '../outbox/record.ts'
import { sessionIdOf } from './sessions.ts'

const prefix = 'fct_'
const day = 24 * 60 * 60 * 1000

/** Whether it has the form of a token for programs: their prefix tells them from sessions, also to those who search code for secrets. */
export const isAccessToken = (token: string): boolean => token.startsWith(prefix)

/** Makes a token for a person or bot. Only its hash is kept: what is returned here is never seen again. @throws Fault `conflict` when there are too many */
export const createToken = async (
  tx: Tx,
  userId: UserId,
  wish: { name: string; scope: Scope; days?: number | undefined },
  now: Date,
): Promise<{ token: string; access: AccessToken }> => {
  // Two tokens at once would otherwise both be the last that there is room for.
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('no key update')
  const [held] = await tx
    .select({ count: count() })
    .from(accessTokens)
    .where(eq(accessTokens.userId, userId))
  if ((held?.count ?? 0) >= limits.tokensPerPerson)
    fail('conflict', `There are ${limits.tokensPerPerson} tokens already. Revoke one first.`)
  const token = prefix + randomBytes(32).toString('base64url')
  const { name, scope, days } = wish
  const [row] = await tx
    .insert(accessTokens)
    .values({
      id: sessionIdOf(token),
      userId,
      name,
      scope,
      hint: token.slice(-4),
      expiresAt: days === undefined ? null : new Date(now.getTime() + days * day),
    })
    .returning()
  if (!row) throw new Error('a token was not stored')
  return { token, access: toAccessToken(row) }
}

const unexpired = (now: Date) => or(isNull(accessTokens.expiresAt), gt(accessTokens.expiresAt, now))

/** Whose token it is and what it may do; notes its use to the minute. `null` when unknown, revoked or expired. */
export const findToken = async (
  db: Db,
  token: string,
  now: Date,
): Promise<{ id: string; userId: UserId; scope: Scope } | null> => {
  const id = sessionIdOf(token)
  const [row] = await db
    .select()
    .from(accessTokens)
    .where(and(eq(accessTokens.id, id), unexpired(now)))
  if (!row) return null
  const minuteAgo = new Date(now.getTime() - 60_000)
  if (!row.lastUsedAt || row.lastUsedAt < minuteAgo)
    await db
      .update(accessTokens)
      .set({ lastUsedAt: now })
      .where(
        and(
          eq(accessTokens.id, id),
          or(isNull(accessTokens.lastUsedAt), lt(accessTokens.lastUsedAt, minuteAgo)),
        ),
      )
  return { id, userId: row.userId, scope: row.scope }
}

/** The tokens of a person or bot, newest first, expired ones included. */
export const listTokens = async (db: Db, userId: UserId): Promise<AccessToken[]> => {
  const rows = await db
    .select()
    .from(accessTokens)
    .where(eq(accessTokens.userId, userId))
    .orderBy(desc(accessTokens.createdAt), desc(accessTokens.id))
  return rows.map(toAccessToken)
}

/** Revokes one token, or all that someone has, and ends their streams, in the transaction. @returns how many there were */
export const endTokens = async (tx: Tx, userId: UserId, only?: string): Promise<number> => {
  const ended = await tx
    .delete(accessTokens)
    .where(
      and(
        eq(accessTokens.userId, userId),
        only === undefined ? sql`true` : eq(accessTokens.id, only),
      ),
    )
    .returning({ id: accessTokens.id })
  if (ended.length > 0)
    await record(tx, {
      type: 'session.revoked',
      userId,
      sessionIds: ended.map(({ id }) => id),
    })
  return ended.length
}

const toAccessToken = (row: typeof accessTokens.$inferSelect): AccessToken => ({
  id: row.id,
  name: row.name,
  scope: row.scope,
  hint: row.hint,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
})
