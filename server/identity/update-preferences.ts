import { eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Preferences, PreferencesChange } from '../../shared/preferences.ts'
import { users } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { record } from '../outbox/record.ts'
import { toPreferences } from './people.ts'

/** Changes one's own preferences; what is not named stays. The person's other devices hear of it. @returns all of them */
export const updatePreferences = async (
  deps: Deps,
  userId: UserId,
  change: z.output<typeof PreferencesChange>,
): Promise<Preferences> => {
  const preferences = await deps.db.transaction(async (tx) => {
    const [row] = await tx
      .update(users)
      .set({ preferences: sql`${users.preferences} || ${JSON.stringify(change)}::jsonb` })
      .where(eq(users.id, userId))
      .returning({ preferences: users.preferences })
    const changed = toPreferences(row ?? fail('not_found', 'This account is gone.'))
    await record(tx, { type: 'preferences.changed', userId, preferences: changed })
    return changed
  })
  deps.wake()
  return preferences
}
