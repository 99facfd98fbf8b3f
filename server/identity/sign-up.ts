import { eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { SignUp } from '../../shared/people.ts'
import type { Tx } from '../db/database.ts'
import { users } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { hashPassword } from './password.ts'

/** What a new account comes with: its own workspace, or a place in one by invite. Given by the workspace slice. */
export type Welcome = (
  tx: Tx,
  userId: UserId,
  by: { workspaceName: string } | { invite: string },
) => Promise<void>

/** Whether nobody has an account here yet: then, and only then, a sign-up needs no invite. */
export const isUnclaimed = async (db: Deps['db'] | Tx): Promise<boolean> => {
  const [person] = await db
    .select({ id: users.id })
    .from(users)
    .where(eq(users.isBot, false))
    .limit(1)
  return person === undefined
}

/**
 * Creates an account. The first of an installation names its workspace; every later one needs an invite.
 * @throws Fault `forbidden` without an invite, `conflict` for a known e-mail, `not_found` for a dead invite
 */
export const signUp = async (
  deps: Deps,
  input: z.output<typeof SignUp>,
  welcome: Welcome,
): Promise<UserId> => {
  const passwordHash = await hashPassword(input.password)
  const id = newId<UserId>()
  await deps.db.transaction(async (tx) => {
    // Two first people at once would otherwise both find nobody.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('fechatter:sign-up'))`)
    const first = await isUnclaimed(tx)
    if (!first && !input.invite)
      fail('forbidden', 'Accounts here are by invitation. Ask a member for an invite link.', {
        field: 'invite',
      })
    await createUser(tx, { id, name: input.fullName, email: input.email, passwordHash })
    if (input.invite) await welcome(tx, id, { invite: input.invite })
    else
      await welcome(tx, id, {
        workspaceName:
          input.workspaceName ??
          fail('invalid_input', 'Name the workspace.', { field: 'workspaceName' }),
      })
  })
  deps.wake()
  return id
}

/** Inserts a person. @throws Fault `conflict` when the e-mail is taken. */
export const createUser = async (
  tx: Tx,
  user: { id: UserId; name: string; email: string; passwordHash: string | null },
): Promise<void> => {
  const inserted = await tx
    .insert(users)
    .values(user)
    .onConflictDoNothing()
    .returning({ id: users.id })
  if (inserted.length === 0)
    fail('conflict', 'An account with this e-mail exists. Sign in instead.', { field: 'email' })
}
