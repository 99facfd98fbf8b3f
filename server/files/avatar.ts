import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Person } from '../../shared/people.ts'
import type { Db, Tx } from '../db/database.ts'
import { avatars, users, workspaceMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { tellWho } from '../identity/tell-who.ts'
import { toPerson } from '../identity/people.ts'
import { squareOf } from './picture.ts'

/** Gives a person a picture, re-encoded as a small square. @throws Fault `invalid_input` for what is no picture */
export const setAvatar = async (deps: Deps, userId: UserId, bytes: Buffer): Promise<Person> => {
  const image = await squareOf(bytes)
  const hash = createHash('sha256').update(image).digest('base64url').slice(0, 22)
  const person = await deps.db.transaction(async (tx) => {
    await tx
      .insert(avatars)
      .values({ userId, image })
      .onConflictDoUpdate({ target: avatars.userId, set: { image } })
    return name(tx, userId, hash)
  })
  deps.wake()
  return person
}

/** Takes a person's picture away. */
export const removeAvatar = async (deps: Deps, userId: UserId): Promise<void> => {
  await deps.db.transaction(async (tx) => {
    await tx.delete(avatars).where(eq(avatars.userId, userId))
    await name(tx, userId, null)
  })
  deps.wake()
}

const name = async (tx: Tx, userId: UserId, avatar: string | null): Promise<Person> => {
  const [row] = await tx.update(users).set({ avatar }).where(eq(users.id, userId)).returning()
  if (!row) return fail('not_found', 'This account is gone.')
  await tellWho(tx, row)
  return toPerson(row)
}

/** The picture of a person for someone who is in a workspace with her; null for everybody else and for earlier pictures. */
export const readAvatar = async (
  db: Db,
  userId: UserId,
  ownerId: UserId,
  hash: string,
): Promise<Buffer | null> => {
  const mine = alias(workspaceMembers, 'mine')
  const [row] = await db
    .select({ image: avatars.image })
    .from(avatars)
    .innerJoin(users, and(eq(users.id, avatars.userId), eq(users.avatar, hash)))
    .innerJoin(workspaceMembers, eq(workspaceMembers.userId, avatars.userId))
    .innerJoin(
      mine,
      and(
        eq(mine.workspaceId, workspaceMembers.workspaceId),
        eq(mine.userId, userId),
        eq(mine.status, 'active'),
      ),
    )
    .where(eq(avatars.userId, ownerId))
    .limit(1)
  return row?.image ?? null
}
