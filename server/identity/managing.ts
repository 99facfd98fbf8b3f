import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { newToken } from '../../shared/access.ts'
import { fail } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { Password } from '../../shared/people.ts'
import { sessions } from '../db/schema.ts'
import { withSession } from '../trpc.ts'
import { changePassword } from './change-password.ts'
import { endSessions, startSession } from './sessions.ts'
import { createToken, endTokens, listTokens } from './tokens.ts'

const CredentialId = z.string().min(1).max(100)

/** The procedures of the identity router that are about getting in: password, sessions and tokens. No token opens them. */
export const managing = {
  /** Ends every session with its streams; this browser goes on under a new one. */
  changePassword: withSession
    .input(z.strictObject({ current: z.string().min(1).max(limits.password.max), next: Password }))
    .mutation(async ({ ctx, input }) => {
      await changePassword(ctx.deps, ctx.session, input)
      ctx.cookie.set(await startSession(ctx.deps.db, ctx.actor.userId, ctx.userAgent, ctx.network))
    }),

  /** Ends one of my sessions, by the id that `sessions` lists. */
  revokeSession: withSession
    .input(z.strictObject({ sessionId: CredentialId }))
    .mutation(async ({ ctx, input }) => {
      const ended = await ctx.deps.db.transaction((tx) =>
        endSessions(tx, ctx.actor.userId, { only: input.sessionId }),
      )
      if (ended === 0)
        fail('not_found', 'There is no such session, or it has ended.', { field: 'sessionId' })
      ctx.deps.wake()
      if (input.sessionId === ctx.session.id) ctx.cookie.clear()
    }),

  /** Where I am signed in, last seen first. */
  sessions: withSession.query(async ({ ctx }) => {
    const rows = await ctx.deps.db
      .select()
      .from(sessions)
      .where(eq(sessions.userId, ctx.actor.userId))
      .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    return rows
      .filter(({ expiresAt }) => expiresAt > ctx.deps.now())
      .map(({ id, userAgent, network, createdAt, lastSeenAt, expiresAt }) => ({
        id,
        userAgent,
        network,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
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

  /** Ends all my sessions. Tokens are for programs and stay. */
  signOutEverywhere: withSession.mutation(async ({ ctx }) => {
    await ctx.deps.db.transaction((tx) => endSessions(tx, ctx.actor.userId, { allBut: null }))
    ctx.deps.wake()
    ctx.cookie.clear()
  }),

  tokens: withSession.query(({ ctx }) => listTokens(ctx.deps.db, ctx.actor.userId)),

  /** Makes a token for a program of mine. The answer shows it for the only time. */
  createToken: withSession
    .input(z.strictObject(newToken))
    .mutation(({ ctx, input }) =>
      ctx.deps.db.transaction((tx) => createToken(tx, ctx.actor.userId, input, ctx.deps.now())),
    ),

  revokeToken: withSession
    .input(z.strictObject({ tokenId: CredentialId }))
    .mutation(async ({ ctx, input }) => {
      const ended = await ctx.deps.db.transaction((tx) =>
        endTokens(tx, ctx.actor.userId, input.tokenId),
      )
      if (ended === 0)
        fail('not_found', 'There is no such token, or it is revoked already.', {
          field: 'tokenId',
        })
      ctx.deps.wake()
    }),
}
