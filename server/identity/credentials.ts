import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Scope } from '../../shared/access.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { accessTokens, sessions } from '../db/schema.ts'
import type { Session } from './sessions.ts'
import { findSession } from './sessions.ts'
import { findToken, isAccessToken } from './tokens.ts'

/** What somebody showed at the door: a session, which may do everything that the person may, or a token with its scope. */
export interface Credential {
  /** The hash that the database knows it by: streams hang on it. */
  id: string
  userId: UserId
  scope: Scope
  session: Session | null
}

/** The session or token behind what a request brings; `null` when unknown, ended or expired. */
export const findCredential = async (
  db: Db,
  token: string,
  { network, now }: { network?: string; now: Date },
): Promise<Credential | null> => {
  if (isAccessToken(token)) {
    const found = await findToken(db, token, now)
    return found && { ...found, session: null }
  }
  const session = await findSession(db, token, network)
  return session && { id: session.id, userId: session.userId, scope: 'admin', session }
}

const livingSession = (now: Date) => gt(sessions.expiresAt, now)
const livingToken = (now: Date) =>
  or(isNull(accessTokens.expiresAt), gt(accessTokens.expiresAt, now))

/** Which of these sessions and tokens still live: the streams ask this in one query for all of them. */
export const livingCredentials = async (
  db: Db,
  ids: readonly string[],
  now: Date,
): Promise<Set<string>> => {
  if (ids.length === 0) return new Set()
  const rows = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(inArray(sessions.id, [...ids]), livingSession(now)))
    .unionAll(
      db
        .select({ id: accessTokens.id })
        .from(accessTokens)
        .where(and(inArray(accessTokens.id, [...ids]), livingToken(now))),
    )
  return new Set(rows.map(({ id }) => id))
}

/** Whether one of them lives, as a part of a larger query. */
export const lives = (db: Db, id: string, now: Date) => {
  const session = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, id), livingSession(now)))
  const token = db
    .select({ id: accessTokens.id })
    .from(accessTokens)
    .where(and(eq(accessTokens.id, id), livingToken(now)))
  return sql<boolean>`(exists ${session} or exists ${token})`
}
