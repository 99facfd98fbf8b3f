import { z } from 'zod'
import { ChatId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { inWorkspace, ofWorkspace, router } from '../trpc.ts'
import { findMessages } from './find-messages.ts'

export const searchRouter = router({
  /** Messages in the chats that the caller may read. Words are all wanted, the last one by its beginning; `"…"` is an exact phrase. */
  messages: inWorkspace
    .input(
      ofWorkspace({
        text: z.string().trim().max(limits.searchQuery.max),
        chatId: ChatId.optional(),
        limit: z
          .number()
          .int()
          .min(1)
          .max(limits.searchHits.max)
          .default(limits.searchHits.default),
      }),
    )
    .query(({ ctx, input }) => findMessages(ctx.deps, ctx.member, input)),
})
