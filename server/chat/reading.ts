import { z } from 'zod'
import { ChatId, MessageId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { inChat, inWorkspace, ofChat, ofWorkspace, signedIn } from '../trpc.ts'
import { markThreadRead } from './follow-thread.ts'
import { readInbox } from './inbox.ts'
import { listMentions } from './list-mentions.ts'
import { listThreads } from './list-threads.ts'
import { markAllRead, markRead, markUnread, restoreReads } from './reads.ts'
import { listReceipts } from './receipts.ts'

const Time = z.iso.datetime({ offset: true })
const Seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** The procedures of the chat router by which a person keeps track of what she has read. */
export const reading = {
  /** Everything that waits for me in a workspace, newest first. */
  inbox: inWorkspace
    .input(ofWorkspace({}))
    .query(({ ctx }) => readInbox(ctx.deps.db, ctx.actor.userId, ctx.member.workspaceId)),

  /** Everything that waits for me in all workspaces: chats and the threads that I follow. */
  waiting: signedIn.query(async ({ ctx: { deps, actor } }) => ({
    chats: await readInbox(deps.db, actor.userId),
    threads: await listThreads(deps.db, actor.userId, {
      unread: true,
      limit: limits.threadsPage.max,
    }),
  })),

  /** The threads that I follow in a workspace, the last replied to first; `before` a time goes on. */
  threads: inWorkspace
    .input(
      ofWorkspace({
        unread: z.boolean().default(false),
        before: Time.optional(),
        limit: z
          .number()
          .int()
          .min(1)
          .max(limits.threadsPage.max)
          .default(limits.threadsPage.default),
      }),
    )
    .query(({ ctx, input }) => listThreads(ctx.deps.db, ctx.actor.userId, input)),

  /** Where I was mentioned, by name or by a call, in all workspaces, newest first; `before` a time goes on. */
  mentionsOfMe: signedIn
    .input(
      z.strictObject({
        before: Time.optional(),
        limit: z
          .number()
          .int()
          .min(1)
          .max(limits.mentionsPage.max)
          .default(limits.mentionsPage.default),
      }),
    )
    .query(({ ctx, input }) => listMentions(ctx.deps.db, ctx.actor.userId, input)),

  /** How far the others have read; null where the workspace does not show it. */
  receipts: inChat.input(ofChat({})).query(({ ctx }) => listReceipts(ctx.deps.db, ctx.member)),

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
          .array(
            z.strictObject({
              chatId: ChatId,
              threadId: MessageId.optional(),
              readSeq: Seq,
              manualUnread: z.boolean(),
            }),
          )
          .max(limits.restoredReads),
      }),
    )
    .mutation(({ ctx, input }) => restoreReads(ctx.deps, ctx.member, input.undo)),
}
