import { eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import { users } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { checkPassword, hashPassword } from './password.ts'
import type { Session } from './sessions.ts'
import { endSessions } from './sessions.ts'

const perAccount = { points: 10, windowMs: 15 * 60_000 }

/**
 * Changes one's password and ends every session with its streams, in one transaction.
 * @throws Fault `forbidden` when the current password is wrong, `rate_limited` after ten tries in 15 minutes
 */
export const changePassword = async (
  deps: Deps,
  session: Session,
  { current, next }: { current: string; next: string },
): Promise<void> => {
  const hit = await deps.counters.hit(`change-password:${session.userId}`, perAccount)
  if (!hit.allowed)
    fail('rate_limited', 'Too many tries. Try again in a few minutes.', {
      retryAfter: Math.ceil(hit.resetMs / 1000),
    })
  const [user] = await deps.db
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, session.userId))
  if (!(await checkPassword(user?.passwordHash ?? null, current)))
    fail('forbidden', 'This is not your current password.', { field: 'current' })
  const passwordHash = await hashPassword(next)
  await deps.db.transaction(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, session.userId))
    await endSessions(tx, session.userId, { allBut: null })
  })
  deps.wake()
}
