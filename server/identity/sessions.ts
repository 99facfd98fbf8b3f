import { and, eq, lt, ne, sql } from 'drizzle-orm'
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia'
import { Lucia, TimeSpan } from 'lucia'
import { createHash } from 'node:crypto'
import type { UserId } from '../../shared/ids.ts'
import type * as Ids from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Db, Tx } from '../db/database.ts'
import { sessions, users } from '../db/schema.ts'
import { record } from '../outbox/record.ts'

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof luciaFor>
    UserId: Ids.UserId
    DatabaseSessionAttributes: { userAgent: string; network: string; lastSeenAt: Date }
    DatabaseUserAttributes: { name: string; email: string; isBot: boolean }
  }
}

/** What the database knows a session by: SHA-256 of the token, so that a copy of the table opens nothing. */
export const sessionIdOf = (token: string): string =>
  createHash('sha256').update(token).digest('base64url')

/** Lucia's storage over our tables. Lucia speaks of session ids; to it the id is the token, and only this adapter sees the hash. */
export const sessionAdapter = (db: Db): Adapter => ({
  getSessionAndUser: async (token) => {
    const [row] = await db
      .select({ session: sessions, user: users })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(eq(sessions.id, sessionIdOf(token)))
    return row ? [toLucia(token, row.session), toUser(row.user)] : [null, null]
  },
  getUserSessions: async (userId) => {
    const rows = await db.select().from(sessions).where(eq(sessions.userId, userId))
    return rows.map((row) => toLucia(row.id, row))
  },
  setSession: async ({ id, userId, expiresAt, attributes }) => {
    await db.insert(sessions).values({ id: sessionIdOf(id), userId, expiresAt, ...attributes })
  },
  updateSessionExpiration: async (token, expiresAt) => {
    await db
      .update(sessions)
      .set({ expiresAt: sql`least(${expiresAt.toISOString()}::timestamptz, ${lastMoment})` })
      .where(eq(sessions.id, sessionIdOf(token)))
  },
  deleteSession: async (token) => {
    await db.delete(sessions).where(eq(sessions.id, sessionIdOf(token)))
  },
  deleteUserSessions: async (userId) => {
    await db.delete(sessions).where(eq(sessions.userId, userId))
  },
  deleteExpiredSessions: async () => {
    await db.delete(sessions).where(lt(sessions.expiresAt, new Date()))
  },
})

const toLucia = (id: string, row: typeof sessions.$inferSelect): DatabaseSession => ({
  id,
  userId: row.userId,
  expiresAt: row.expiresAt,
  attributes: { userAgent: row.userAgent, network: row.network, lastSeenAt: row.lastSeenAt },
})

const toUser = (row: typeof users.$inferSelect): DatabaseUser => ({
  id: row.id,
  attributes: { name: row.name, email: row.email ?? '', isBot: row.isBot },
})

/** However much it is used, a session ends at last. */
const lastMoment = sql`${sessions.createdAt} + make_interval(days => ${limits.sessionMaxDays})`

const luciaFor = (db: Db) =>
  new Lucia(sessionAdapter(db), {
    sessionExpiresIn: new TimeSpan(limits.sessionDays, 'd'),
    getUserAttributes: ({ name, email, isBot }) => ({ name, email, isBot }),
    getSessionAttributes: ({ lastSeenAt }) => ({ lastSeenAt }),
  })

const lucias = new WeakMap<Db, ReturnType<typeof luciaFor>>()
const lucia = (db: Db) => {
  const known = lucias.get(db) ?? luciaFor(db)
  lucias.set(db, known)
  return known
}

/** A signed-in person's session. `id` is the hash, fit to be shown and compared; the token itself is never kept. */
export interface Session {
  id: string
  userId: UserId
  name: string
  email: string
}

/** Starts a session and returns its token: 25 random bytes, for the cookie only. */
export const startSession = async (
  db: Db,
  userId: UserId,
  userAgent: string,
  network = '',
): Promise<string> => {
  const session = await lucia(db).createSession(userId, {
    userAgent: userAgent.slice(0, 300),
    network: network.slice(0, 64),
    lastSeenAt: new Date(),
  })
  return session.id
}

const seenEveryMs = 5 * 60_000

/** The session behind a token, prolonged when half of its life is over; `null` when unknown or expired. Notes now and then that, and where, it was seen. */
export const findSession = async (
  db: Db,
  token: string,
  network?: string,
): Promise<Session | null> => {
  const { session, user } = await lucia(db).validateSession(token)
  if (!session) return null
  if (network !== undefined && Date.now() - session.lastSeenAt.getTime() > seenEveryMs)
    await db
      .update(sessions)
      .set({ lastSeenAt: new Date(), network: network.slice(0, 64) })
      .where(eq(sessions.id, sessionIdOf(token)))
  return { id: sessionIdOf(token), userId: session.userId, name: user.name, email: user.email }
}

/** Ends sessions by id and, in the same transaction, tells the streams that hang on them. @returns how many there were */
export const endSessions = async (
  tx: Tx,
  userId: UserId,
  which: { only: string } | { allBut: string | null },
): Promise<number> => {
  const mine = eq(sessions.userId, userId)
  const ended = await tx
    .delete(sessions)
    .where(
      'only' in which
        ? and(mine, eq(sessions.id, which.only))
        : which.allBut === null
          ? mine
          : and(mine, ne(sessions.id, which.allBut)),
    )
    .returning({ id: sessions.id })
  if (ended.length > 0)
    await record(tx, {
      type: 'session.revoked',
      userId,
      sessionIds: ended.map(({ id }) => id),
    })
  return ended.length
}
