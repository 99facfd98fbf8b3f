import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { fail } from '../../shared/errors.ts'
import type { UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Db } from '../db/database.ts'
import { workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { findPeople } from '../identity/people.ts'
import { inWorkspace, ofWorkspace, router, signedIn } from '../trpc.ts'
import { answerFor } from './answer.ts'

const asks = { points: 20, windowMs: 10 * 60_000 }
const QuestionText = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), {
    error: 'must be well-formed text without NUL',
  })

export const botRouter = router({
  /** Whether a language model answers; without one the bot quotes. */
  status: signedIn.query(({ ctx }) => ({ configured: ctx.deps.llm.configured })),

  /** Answers the asker alone, from all that she may read. Nothing is posted. */
  ask: inWorkspace
    .input(ofWorkspace({ text: QuestionText }))
    .mutation(async ({ ctx, input: { workspaceId, text }, signal }) => {
      const { deps, member } = ctx
      await requireBudget(deps, member.userId)
      const [asker] = await findPeople(deps.db, [member.userId])
      const { text: answer, passages } = await answerFor(
        deps,
        {
          audience: { workspaceId, askerId: member.userId },
          wanted: { ...(await botOf(deps.db, workspaceId)), workspaceId, text, questionId: null },
          asker: asker?.name ?? '',
          history: [],
        },
        signal ?? new AbortController().signal,
      )
      return {
        text: answer,
        passages: passages.map(({ label, author, at, text: said, url }) => ({
          label,
          author,
          at: at.toISOString(),
          text: said,
          url,
        })),
      }
    }),
})

const requireBudget = async ({ counters }: Deps, userId: UserId): Promise<void> => {
  const { allowed, resetMs } = await counters.hit(`bot.ask:${userId}`, asks)
  if (allowed) return
  const retryAfter = Math.ceil(resetMs / 1000)
  fail(
    'rate_limited',
    `You can ask ${asks.points} questions in 10 minutes. Ask again in ${retryAfter} seconds.`,
    { retryAfter },
  )
}

const botOf = async (db: Db, workspaceId: WorkspaceId) => {
  const [row] = await db
    .select({ slug: workspaces.slug, botId: workspaces.botId })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
  return row ?? fail('not_found', 'There is no such workspace, or you are not in it.')
}
