import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { fail } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import type { Me } from '../../shared/people.ts'
import { Password, ProfileChange, SignIn, SignUp } from '../../shared/people.ts'
import { PreferencesChange } from '../../shared/preferences.ts'
import { sessions, users } from '../db/schema.ts'
import { anybody, router, signedIn, withSession } from '../trpc.ts'
import { acceptInvite } from '../workspace/invites.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { changePassword } from './change-password.ts'
import { toPerson, toPreferences, toProfile } from './people.ts'
import { endSessions, startSession } from './sessions.ts'
import { signIn } from './sign-in.ts'
import { isUnclaimed, signUp } from './sign-up.ts'
import { updatePreferences } from './update-preferences.ts'
import { updateProfile } from './update-profile.ts'

export const identityRouter = router({
  /** Whether this installation waits for its first account. */
  unclaimed: anybody.query(({ ctx }) => isUnclaimed(ctx.deps.db)),

  signUp: anybody.input(SignUp).mutation(async ({ ctx, input }) => {
    const userId = await signUp(ctx.deps, input, async (tx, id, by) => {
      if ('invite' in by) await acceptInvite(ctx.deps, tx, id, by.invite)
      else await createWorkspace(tx, id, by.workspaceName)
    })
    ctx.cookie.set(await startSession(ctx.deps.db, userId, ctx.userAgent))
    return { id: userId }
  }),

  signIn: anybody.input(SignIn).mutation(async ({ ctx, input }) => {
    const userId = await signIn(ctx.deps, input, ctx.network)
    ctx.cookie.set(await startSession(ctx.deps.db, userId, ctx.userAgent))
    return { id: userId }
  }),

  me: signedIn.query(async ({ ctx }): Promise<Me> => {
    const { userId, session } = ctx.actor
    const [row] = await ctx.deps.db.select().from(users).where(eq(users.id, userId))
    const user = row ?? fail('unauthorized', 'Sign in to continue.')
    return {
      ...toPerson(user),
      ...toProfile(user, ctx.deps.now()),
      email: session?.email ?? '',
      preferences: toPreferences(user),
    }
  }),

  updateProfile: withSession
    .input(ProfileChange)
    .mutation(({ ctx, input }) => updateProfile(ctx.deps, ctx.actor.userId, input)),

  updatePreferences: withSession
    .input(PreferencesChange)
    .mutation(({ ctx, input }) => updatePreferences(ctx.deps, ctx.actor.userId, input)),

  /** Ends every other session too, with its streams. */
  changePassword: withSession
    .input(z.strictObject({ current: z.string().min(1).max(limits.password.max), next: Password }))
    .mutation(({ ctx, input }) => changePassword(ctx.deps, ctx.session, input)),

  /** Ends one of my sessions, by the id that `sessions` lists. */
  revokeSession: withSession
    .input(z.strictObject({ sessionId: z.string().max(100) }))
    .mutation(async ({ ctx, input }) => {
      const ended = await ctx.deps.db.transaction((tx) =>
        endSessions(tx, ctx.actor.userId, { only: input.sessionId }),
      )
      if (ended === 0)
        fail('not_found', 'There is no such session, or it has ended.', { field: 'sessionId' })
      ctx.deps.wake()
      if (input.sessionId === ctx.session.id) ctx.cookie.clear()
    }),

  sessions: withSession.query(async ({ ctx }) => {
    const rows = await ctx.deps.db
      .select()
      .from(sessions)
      .where(eq(sessions.userId, ctx.actor.userId))
      .orderBy(desc(sessions.createdAt))
    return rows.map(({ id, userAgent, createdAt, expiresAt }) => ({
      id,
      userAgent,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      current: id === ctx.session.id,
    }))
  }),

  signOut: withSession.mutation(async ({ ctx }) => {
    await ctx.deps.db.transaction((tx) =>
      endSessions(tx, ctx.actor.userId, { only: ctx.session.id }),
    )
    ctx.deps.wake()
    ctx.cookie.clear()
  }),

  signOutEverywhere: withSession.mutation(async ({ ctx }) => {
    await ctx.deps.db.transaction((tx) => endSessions(tx, ctx.actor.userId, { allBut: null }))
    ctx.deps.wake()
    ctx.cookie.clear()
  }),
})
