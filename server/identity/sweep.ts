import { lt } from 'drizzle-orm'
import { limits } from '../../shared/limits.ts'
import { accessTokens, passwordResets, sessions } from '../db/schema.ts'
import type { Deps } from '../deps.ts'

const dayMs = 24 * 60 * 60 * 1000

/**
 * Removes what opens nothing any more: sessions and links to a new password when their time is over, and tokens
 * `limits.expiredTokenDays` later, so that their owner can see why a program stopped. May run anywhere at any time.
 */
export const sweepCredentials = async ({ db, now: clock }: Deps, now = clock()): Promise<void> => {
  await db.delete(sessions).where(lt(sessions.expiresAt, now))
  await db.delete(passwordResets).where(lt(passwordResets.expiresAt, now))
  const seen = new Date(now.getTime() - limits.expiredTokenDays * dayMs)
  await db.delete(accessTokens).where(lt(accessTokens.expiresAt, seen))
}
