import { sql } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import { users } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { checkPassword } from './password.ts'

const perAccount = { points: 10, windowMs: 15 * 60_000 }
const perNetwork = { points: 100, windowMs: 15 * 60_000 }

/**
 * Checks an e-mail and a password. Unknown person and wrong password answer alike, in the same time.
 * @param network the caller's address or network, for the limit
 * @throws Fault `unauthorized` when they do not match, `rate_limited` after ten tries in 15 minutes for one account
 */
export const signIn = async (
  deps: Deps,
  { email, password }: { email: string; password: string },
  network: string,
): Promise<UserId> => {
  const account = `sign-in:${email}`
  for (const hit of [
    await deps.counters.hit(account, perAccount),
    await deps.counters.hit(`sign-in-from:${network}`, perNetwork),
  ])
    if (!hit.allowed) {
      const seconds = Math.ceil(hit.resetMs / 1000)
      fail('rate_limited', `Too many tries. Try again in ${Math.ceil(seconds / 60)} minutes.`, {
        retryAfter: seconds,
      })
    }
  const [user] = await deps.db
    .select({ id: users.id, passwordHash: users.passwordHash })
    .from(users)
    .where(sql`lower(${users.email}) = ${email}`)
  if (!(await checkPassword(user?.passwordHash ?? null, password)) || !user)
    return fail('unauthorized', 'This e-mail and password do not match an account.', {
      field: 'password',
    })
  await deps.counters.clear(account)
  return user.id
}
