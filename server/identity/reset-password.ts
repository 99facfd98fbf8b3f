import { and, eq, gt, sql } from 'drizzle-orm'
import { randomBytes } from 'node:crypto'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Db, Tx } from '../db/database.ts'
import { passwordResets, users } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { hashPassword } from './password.ts'
import { endSessions, sessionIdOf } from './sessions.ts'
import { endTokens } from './tokens.ts'

const window = 15 * 60_000
const perAccount = { points: 3, windowMs: window }
const perNetwork = { points: 30, windowMs: window }

/**
 * Sends a link to whoever forgot the password, if there is such an account and a mail server. The answer is the same, in the same time,
 * whether or not: the letter is written after it.
 * @throws Fault `rate_limited` after three tries in 15 minutes for one address
 */
export const requestReset = async (deps: Deps, email: string, network: string): Promise<void> => {
  await throttle(deps, `reset:${email}`, perAccount)
  await throttle(deps, `reset-from:${network}`, perNetwork)
  if (!deps.mail.configured) return
  sendLink(deps, email).catch((error: unknown) => {
    deps.log.error({ err: error }, 'a reset link could not be sent')
  })
}

const sendLink = async (deps: Deps, email: string) => {
  const [user] = await deps.db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(and(sql`lower(${users.email}) = ${email}`, eq(users.isBot, false)))
  if (!user) return
  const { url } = await makeResetLink(deps, deps.db, user.id)
  await deps.mail.send({
    to: email,
    subject: 'Reset your Fechatter password',
    text: [
      `Hello ${user.name},`,
      `open this link within ${limits.resetMinutes} minutes to choose a new password:`,
      url,
      'If you did not ask for it, do nothing: your password stays as it is.',
    ].join('\n\n'),
  })
}

/** Makes a link that lets a person choose a new password, once. */
export const makeResetLink = async (
  deps: Pick<Deps, 'config' | 'now'>,
  db: Db | Tx,
  userId: UserId,
): Promise<{ url: string; expiresAt: string }> => {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(deps.now().getTime() + limits.resetMinutes * 60_000)
  await db.insert(passwordResets).values({ id: sessionIdOf(token), userId, expiresAt })
  return { url: `${deps.config.publicUrl}/reset/${token}`, expiresAt: expiresAt.toISOString() }
}

const deadLink = () =>
  fail('not_found', 'This link is used up or has expired. Ask for a new one.', { field: 'token' })

/**
 * Sets a new password by a link. Every other link, session, token and stream of the person ends in the same transaction: whoever
 * was in with the old password is out.
 * @throws Fault `not_found` for a link that is used, expired or made up
 */
export const resetPassword = async (
  deps: Deps,
  { token, password }: { token: string; password: string },
  network: string,
): Promise<void> => {
  await throttle(deps, `reset-with:${network}`, perNetwork)
  const usable = and(
    eq(passwordResets.id, sessionIdOf(token)),
    gt(passwordResets.expiresAt, deps.now()),
  )
  // A hash costs much: first see whether it is worth it.
  const [known] = await deps.db.select().from(passwordResets).where(usable)
  if (!known) return deadLink()
  const passwordHash = await hashPassword(password)
  const email = await deps.db.transaction(async (tx) => {
    const [used] = await tx.delete(passwordResets).where(usable).returning()
    if (!used) return deadLink()
    const { userId } = used
    await tx.delete(passwordResets).where(eq(passwordResets.userId, userId))
    const [user] = await tx
      .update(users)
      .set({ passwordHash })
      .where(eq(users.id, userId))
      .returning({ email: users.email })
    await endSessions(tx, userId, { allBut: null })
    await endTokens(tx, userId)
    return user?.email
  })
  deps.wake()
  await deps.counters.clear(`sign-in:${email?.toLowerCase()}`)
}

const throttle = async (
  { counters }: Deps,
  key: string,
  limit: { points: number; windowMs: number },
) => {
  const hit = await counters.hit(key, limit)
  if (!hit.allowed)
    fail('rate_limited', 'Too many tries. Try again in a few minutes.', {
      retryAfter: Math.ceil(hit.resetMs / 1000),
    })
}
