import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import type { ProfileChange } from '../../shared/people.ts'
import type { Tx } from '../db/database.ts'
import { isDuplicate } from '../db/duplicate.ts'
import { users } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { tellWho } from './tell-who.ts'

type Change = z.output<typeof ProfileChange>

/** Changes one's own profile; what is not named stays. Every workspace of the person hears who she is now. @throws Fault `conflict` for a username that is taken */
export const updateProfile = async (deps: Deps, userId: UserId, change: Change): Promise<void> => {
  await deps.db
    .transaction((tx) => update(tx, userId, change))
    .catch((error: unknown) => {
      if (!isDuplicate(error)) throw error
      fail('conflict', `The username "${change.username}" is taken. Choose another.`, {
        field: 'username',
      })
    })
  deps.wake()
}

const update = async (tx: Tx, userId: UserId, { status, ...change }: Change) => {
  const [row] = await tx
    .update(users)
    // The key is there so that a change of nothing is a statement too.
    .set({ id: userId, ...change, ...(status === undefined ? {} : statusColumns(status)) })
    .where(eq(users.id, userId))
    .returning()
  if (!row) return fail('not_found', 'This account is gone.')
  if (change.name === undefined && change.username === undefined) return
  await tellWho(tx, row)
}

const statusColumns = (status: NonNullable<Change['status']> | null) => ({
  statusText: status?.text ?? '',
  statusEmoji: status?.emoji ?? '',
  statusUntil: status?.until ? new Date(status.until) : null,
})
