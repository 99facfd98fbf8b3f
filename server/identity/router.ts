import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { fail } from '../../shared/errors.ts'
import type { Me } from '../../shared/people.ts'
import { Email, Password, ProfileChange, SignIn, SignUp } from '../../shared/people.ts'
import { PreferencesChange } from '../../shared/preferences.ts'
import { users } from '../db/schema.ts'
import { anybody, router, signedIn, withSession } from '../trpc.ts'
import { acceptInvite } from '../workspace/invites.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { toPerson, toPreferences, toProfile } from './people.ts'
import { enter } from './enter.ts'
import { managing } from './managing.ts'
import { requestReset, resetPassword } from './reset-password.ts'
import { signIn } from './sign-in.ts'
import { isUnclaimed, signUp } from './sign-up.ts'
import { updatePreferences } from './update-preferences.ts'
import { updateProfile } from './update-profile.ts'

export const identityRouter = router({
  ...managing,

  /** Whether this installation waits for its first account. */
  unclaimed: anybody.query(({ ctx }) => isUnclaimed(ctx.deps.db)),

  signUp: anybody.input(SignUp).mutation(async ({ ctx, input }) => {
    const userId = await signUp(ctx.deps, input, async (tx, id, by) => {
      if ('invite' in by) await acceptInvite(ctx.deps, tx, id, by.invite)
      else await createWorkspace(tx, id, by.workspaceName)
    })
    await enter(ctx, userId)
    return { id: userId }
  }),

  signIn: anybody.input(SignIn).mutation(async ({ ctx, input }) => {
    const userId = await signIn(ctx.deps, input, ctx.network)
    await enter(ctx, userId)
    return { id: userId }
  }),

  /** Whether whoever forgot the password gets a link by mail; else an admin makes one. */
  resetsByMail: anybody.query(({ ctx }) => ctx.deps.mail.configured),

  /** Answers alike for every address. */
  requestReset: anybody
    .input(z.strictObject({ email: Email }))
    .mutation(({ ctx, input }) => requestReset(ctx.deps, input.email, ctx.network)),

  /** Ends every session and token of the person. */
  resetPassword: anybody
    .input(z.strictObject({ token: z.string().min(1).max(200), password: Password }))
    .mutation(({ ctx, input }) => resetPassword(ctx.deps, input, ctx.network)),

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
})
