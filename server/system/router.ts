import { z } from 'zod'
import { asAdmin, ofWorkspace, router } from '../trpc.ts'
import { discard, listDeadLetters, replay } from './dead-letters.ts'
import { readStatus } from './status.ts'

const one = ofWorkspace({ consumer: z.string().max(100), eventId: z.string().max(200) })

/** How the installation does, for those who run it. */
export const systemRouter = router({
  status: asAdmin.input(ofWorkspace({})).query(({ ctx }) => readStatus(ctx.deps, ctx.member)),

  /** Events that a consumer failed to handle five times; for owners. */
  deadLetters: asAdmin
    .input(ofWorkspace({}))
    .query(({ ctx }) => listDeadLetters(ctx.deps.db, ctx.member)),
  /** Publishes such an event again. */
  replay: asAdmin.input(one).mutation(({ ctx, input }) => replay(ctx.deps, ctx.member, input)),
  discard: asAdmin.input(one).mutation(({ ctx, input }) => discard(ctx.deps, ctx.member, input)),
})
