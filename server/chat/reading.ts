import { z } from 'zod'
import { ChatId, MessageId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { inChat, inWorkspace, ofChat, ofWorkspace } from '../trpc.ts'
import { markThreadRead } from './follow-thread.ts'
import { readInbox } from './inbox.ts'
import { markAllRead, markRead, markUnread, restoreReads } from './reads.ts'

const Seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** The procedures of the chat router by which a person keeps track of what she has read. */
export const reading = {
  /** Everything that waits for me in a workspace, newest first. */
  inbox: inWorkspace.input(ofWorkspace({})).query(({ ctx }) => readInbox(ctx.deps.db, ctx.member)),

  /** The pointer of the chat, or of a thread that I follow. `byHand` also ends a mark by hand; having messages in view does not. */
  markRead: inChat
    .input(ofChat({ seq: Seq, threadId: MessageId.optional(), byHand: z.boolean().default(false) }))
    .mutation(async ({ ctx: { deps, member }, input: { threadId, ...input } }) => ({
      readSeq: threadId
        ? await markThreadRead(deps, member, threadId, input.seq)
        : await markRead(deps, member, input),
    })),

  /** Unread from this message on. */
  markUnread: inChat.input(ofChat({ seq: Seq.min(1) })).mutation(async ({ ctx, input }) => ({
    readSeq: await markUnread(ctx.deps, ctx.member, input.seq),
  })),

  markAllRead: inWorkspace.input(ofWorkspace({})).mutation(async ({ ctx }) => ({
    undo: await markAllRead(ctx.deps, ctx.member),
  })),

  /** Takes `markAllRead` back, given what it answered. */
  restoreReads: inWorkspace
    .input(
      ofWorkspace({
        undo: z
          .array(z.strictObject({ chatId: ChatId, readSeq: Seq, manualUnread: z.boolean() }))
          .max(limits.restoredReads),
      }),
    )
    .mutation(({ ctx, input }) => restoreReads(ctx.deps, ctx.member, input.undo)),
}
