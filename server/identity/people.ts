import { inArray } from 'drizzle-orm'
import type { UserId } from '../../shared/ids.ts'
import type { Person, Profile } from '../../shared/people.ts'
import type { Preferences } from '../../shared/preferences.ts'
import { defaultPreferences } from '../../shared/preferences.ts'
import type { Db, Tx } from '../db/database.ts'
import { users } from '../db/schema.ts'

/** The columns that make a {@link Person}. */
export const personColumns = {
  id: users.id,
  name: users.name,
  isBot: users.isBot,
  username: users.username,
  avatar: users.avatar,
}

type PersonRow = Pick<typeof users.$inferSelect, keyof typeof personColumns>

export const toPerson = ({ id, name, isBot, username, avatar }: PersonRow): Person => ({
  id,
  name,
  isBot,
  ...(username === null ? {} : { username }),
  ...(avatar === null ? {} : { avatar }),
})

/** What a person says of herself at a moment: a status that has run out is none. */
export const toProfile = (row: typeof users.$inferSelect, now: Date): Profile => {
  const { statusText: text, statusEmoji: emoji, statusUntil: until } = row
  const over = until !== null && until <= now
  return {
    title: row.title,
    timeZone: row.timeZone,
    status:
      over || (text === '' && emoji === '')
        ? null
        : { text, emoji, until: until?.toISOString() ?? null },
  }
}

/** How a person wants the app: what she chose, else the defaults. */
export const toPreferences = ({
  preferences,
}: Pick<typeof users.$inferSelect, 'preferences'>): Preferences => ({
  ...defaultPreferences,
  ...preferences,
})

/** The people behind ids, in no order; unknown ids are left out. */
export const findPeople = async (db: Db | Tx, ids: readonly UserId[]): Promise<Person[]> => {
  if (ids.length === 0) return []
  const rows = await db
    .select(personColumns)
    .from(users)
    .where(inArray(users.id, [...new Set(ids)]))
  return rows.map(toPerson)
}
