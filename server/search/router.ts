import { z } from 'zod'
import { ChatId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { oneLine, TimeZone } from '../../shared/people.ts'
import { asAdmin, inWorkspace, ofWorkspace, router } from '../trpc.ts'
import { findMessages, timeZoneOf } from './find-messages.ts'
import { indexStates, reindex } from './reindex.ts'
import { forgetRecent, forgetSearch, listSearches, rememberSearch, saveSearch } from './searches.ts'
import { suggest, suggestions } from './suggest.ts'

const text = z.string().trim().max(limits.searchQuery.max)
const query = oneLine(1, limits.searchQuery.max)

export const searchRouter = router({
  /**
   * Messages in the chats that the caller may read, in the query language: words (the last one by its beginning), `"exact phrase"`,
   * `-not`, `from:` `to:` `in:` `has:` `is:` `before:` `after:` `on:` `during:` `sort:`.
   */
  messages: inWorkspace
    .input(
      ofWorkspace({
        text,
        chatId: ChatId.optional(),
        limit: z
          .number()
          .int()
          .min(1)
          .max(limits.searchHits.max)
          .default(limits.searchHits.default),
        cursor: z.string().max(100).optional(),
        /** Where days begin; the person's own time zone if not said. */
        timeZone: TimeZone.optional(),
      }),
    )
    .query(async ({ ctx: { deps, member }, input }) =>
      findMessages(deps, member, {
        ...input,
        timeZone: input.timeZone ?? (await timeZoneOf(deps.db, member.userId)),
      }),
    ),

  /** What may be meant, while it is typed: people, chats and messages that the caller can know of. */
  suggest: inWorkspace
    .input(ofWorkspace({ text, only: z.array(z.enum(suggestions)).default([...suggestions]) }))
    .query(({ ctx, input }) => suggest(ctx.deps, ctx.member, input.text, input.only)),

  /** The caller's recent searches and those she kept. */
  searches: inWorkspace
    .input(ofWorkspace({}))
    .query(({ ctx }) => listSearches(ctx.deps.db, ctx.member)),

  /** Notes a search among the recent ones. */
  remember: inWorkspace
    .input(ofWorkspace({ query }))
    .mutation(({ ctx: { deps, member }, input }) =>
      rememberSearch(deps.db, member, input.query, deps.now()),
    ),

  /** Keeps a search under a name. */
  save: inWorkspace
    .input(ofWorkspace({ query, name: oneLine(1, limits.searchName.max) }))
    .mutation(({ ctx: { deps, member }, input }) => saveSearch(deps.db, member, input, deps.now())),

  forget: inWorkspace
    .input(ofWorkspace({ query }))
    .mutation(({ ctx, input }) => forgetSearch(ctx.deps.db, ctx.member, input.query)),

  /** Empties the caller's recent searches; those she kept stay. */
  forgetRecent: inWorkspace
    .input(ofWorkspace({}))
    .mutation(({ ctx }) => forgetRecent(ctx.deps.db, ctx.member)),

  /** Has the index made anew, for admins; it answers meanwhile. */
  reindex: asAdmin.input(ofWorkspace({})).mutation(({ ctx }) => reindex(ctx.deps, ctx.member)),

  indexes: asAdmin.input(ofWorkspace({})).query(({ ctx }) => indexStates(ctx.deps, ctx.member)),
})
