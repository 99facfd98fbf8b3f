import { z } from 'zod'
import { ChannelName, Topic } from '../../shared/chat.ts'
import { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { FileKind, fileKinds } from '../../shared/file.ts'
import { fail } from '../../shared/errors.ts'
import { Body, Draft, Emoji, Unsent } from '../../shared/message.ts'
import { inChat, inWorkspace, ofChat, ofWorkspace, readingChat, router, signedIn } from '../trpc.ts'
import { requireRole } from '../workspace/access.ts'
import { browseChannels } from './browse.ts'
import { runCommand } from './command.ts'
import { readCall } from './call-members.ts'
import { openDirect } from './direct.ts'
import { deleteMessage, editMessage } from './edit-message.ts'
import { findMessage } from './find-message.ts'
import { followThread } from './follow-thread.ts'
import { listAllFiles } from './list-all-files.ts'
import { listFiles } from './list-files.ts'
import { listMembers } from './members.ts'
import { managing } from './managing.ts'
import { createChannel } from './membership.ts'
import type { At } from './page.ts'
import { readPage } from './page.ts'
import { listPins, pinMessage } from './pin-message.ts'
import { readHistory } from './read-history.ts'
import { readMessage } from './read-message.ts'
import { readOwnMarks } from './own-marks.ts'
import { listSaved, saveMessage, unsaveMessage } from './save-message.ts'
import { cancelScheduled, listScheduled, reschedule, scheduleMessage } from './schedule.ts'
import { listDrafts, readDraft, saveDraft } from './drafts.ts'
import { react, unreact } from './react.ts'
import { readThread } from './read-thread.ts'
import { reading } from './reading.ts'
import { sendMessage } from './send-message.ts'
import { readSince } from './since.ts'
import { listChats, summarize } from './summaries.ts'
import { tellTyping } from './typing.ts'

const Seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const Time = z.iso.datetime({ offset: true })
const PageOf = {
  before: Seq.optional(),
  after: Seq.optional(),
  around: Seq.optional(),
  date: Time.optional(),
  limit: z.number().int().min(1).max(limits.pageSize.max).default(limits.pageSize.default),
}
const { quote: _, ...unquoted } = Draft.shape
const oneOf = ({ before, after, around, date }: At): At =>
  [before, after, around, date].filter((at) => at !== undefined).length > 1
    ? fail('invalid_input', 'Give one of before, after, around and date.', { field: 'before' })
    : { before, after, around, date }

export const chatRouter = router({
  ...managing,
  ...reading,

  /** Creates a channel, its maker being the owner. */
  create: inWorkspace
    .input(
      ofWorkspace({
        kind: z.enum(['public', 'private']),
        name: ChannelName,
        topic: Topic.default(''),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      requireRole(ctx.member, 'member')
      const { kind, name, topic } = input
      const { workspaceId, userId } = ctx.member
      const chat = await ctx.deps.db.transaction((tx) =>
        createChannel(tx, { workspaceId, kind, name, topic, createdBy: userId }),
      )
      ctx.deps.wake()
      return chat
    }),

  /** My chats, those that are archived only when asked for. */
  list: inWorkspace
    .input(ofWorkspace({ archived: z.boolean().default(false) }))
    .query(({ ctx, input }) => listChats(ctx.deps.db, ctx.member, input.archived)),
  browse: inWorkspace
    .input(ofWorkspace({}))
    .query(({ ctx }) => browseChannels(ctx.deps.db, ctx.member)),
  get: inChat.input(ofChat({})).query(({ ctx }) => summarize(ctx.deps.db, ctx.member)),

  members: readingChat.input(ofChat({})).query(({ ctx }) => listMembers(ctx.deps.db, ctx.reader)),

  openDirect: inWorkspace
    .input(ofWorkspace({ userId: UserId }))
    .mutation(async ({ ctx, input }) => ({
      chatId: await openDirect(ctx.deps, ctx.member, input.userId),
    })),

  /** Sends a message; repeating it with the same id gives the same answer. */
  send: inChat.input(Draft).mutation(({ ctx, input }) => sendMessage(ctx.deps, ctx.member, input)),

  /** Passes a message on to this chat, with or without words of one's own. */
  forward: inChat
    .input(
      z.strictObject({
        ...unquoted,
        body: Unsent.default(''),
        from: z.strictObject({ chatId: ChatId, messageId: MessageId }),
      }),
    )
    .mutation(({ ctx, input: { from, ...draft } }) =>
      sendMessage(ctx.deps, ctx.member, { ...draft, quote: from }),
    ),

  /** Does what a text such as `/topic Lighthouse` says. */
  command: inChat
    .input(z.strictObject({ ...Draft.shape, body: z.string().max(limits.commandText.max) }))
    .mutation(({ ctx, input }) => runCommand(ctx.deps, ctx.member, input)),
  /** Whom `@here` or `@channel` in a text would call, where its author must say that it is meant. */
  calls: inChat
    .input(ofChat({ body: Unsent }))
    .query(({ ctx, input }) => readCall(ctx.deps, ctx.member, input.body)),

  edit: inChat
    .input(ofChat({ messageId: MessageId, body: Body }))
    .mutation(({ ctx, input }) => editMessage(ctx.deps, ctx.member, input)),

  /** All that an edited message has said. */
  history: readingChat
    .input(ofChat({ messageId: MessageId }))
    .query(({ ctx, input }) => readHistory(ctx.deps.db, ctx.reader, input.messageId)),

  delete: inChat
    .input(ofChat({ messageId: MessageId }))
    .mutation(({ ctx, input }) => deleteMessage(ctx.deps, ctx.member, input.messageId)),

  react: inChat
    .input(ofChat({ messageId: MessageId, emoji: Emoji }))
    .mutation(({ ctx, input: { messageId, emoji } }) =>
      react(ctx.deps, ctx.member, { messageId, emoji }),
    ),
  unreact: inChat
    .input(ofChat({ messageId: MessageId, emoji: Emoji }))
    .mutation(({ ctx, input: { messageId, emoji } }) =>
      unreact(ctx.deps, ctx.member, { messageId, emoji }),
    ),

  pin: inChat
    .input(ofChat({ messageId: MessageId }))
    .mutation(({ ctx, input }) => pinMessage(ctx.deps, ctx.member, input.messageId, true)),
  unpin: inChat
    .input(ofChat({ messageId: MessageId }))
    .mutation(({ ctx, input }) => pinMessage(ctx.deps, ctx.member, input.messageId, false)),
  pins: readingChat.input(ofChat({})).query(({ ctx }) => listPins(ctx.deps.db, ctx.reader)),

  /** Keeps a message for later, with a reminder if `remindAt` is given. */
  save: readingChat
    .input(ofChat({ messageId: MessageId, remindAt: Time.optional() }))
    .mutation(({ ctx, input: { messageId, remindAt } }) =>
      saveMessage(ctx.deps, ctx.reader, { messageId, remindAt }),
    ),
  unsave: signedIn
    .input(z.strictObject({ messageId: MessageId }))
    .mutation(({ ctx, input }) => unsaveMessage(ctx.deps, ctx.actor.userId, input.messageId)),
  /** What the caller has saved in all workspaces, newest first, before a time. */
  saved: signedIn
    .input(
      z.strictObject({
        before: Time.optional(),
        limit: z.number().int().min(1).max(limits.savedPage.max).default(limits.savedPage.default),
      }),
    )
    .query(({ ctx, input }) => listSaved(ctx.deps.db, ctx.actor.userId, input)),

  /** What I have saved in a chat, and which of its threads I follow. */
  ownMarks: readingChat.input(ofChat({})).query(({ ctx }) => readOwnMarks(ctx.deps.db, ctx.reader)),

  /** Keeps what is written so far, here or in a thread; an empty body ends the draft. */
  saveDraft: inChat
    .input(ofChat({ threadId: MessageId.optional(), body: Unsent }))
    .mutation(({ ctx, input: { threadId, body } }) =>
      saveDraft(ctx.deps, ctx.member, { threadId, body }),
    ),
  draft: inChat
    .input(ofChat({ threadId: MessageId.optional() }))
    .query(({ ctx, input }) => readDraft(ctx.deps.db, ctx.member, input.threadId)),
  drafts: signedIn.query(({ ctx }) => listDrafts(ctx.deps.db, ctx.actor.userId)),

  /** Sends a message at a time to come, under the id it is given now. */
  schedule: inChat
    .input(Draft.safeExtend({ sendAt: Time }))
    .mutation(({ ctx, input }) => scheduleMessage(ctx.deps, ctx.member, input)),
  scheduled: signedIn.query(({ ctx }) => listScheduled(ctx.deps.db, ctx.actor.userId)),
  reschedule: signedIn
    .input(z.strictObject({ id: MessageId, sendAt: Time, body: Body.optional() }))
    .mutation(({ ctx, input }) => reschedule(ctx.deps, ctx.actor.userId, input)),
  cancelScheduled: signedIn
    .input(z.strictObject({ id: MessageId }))
    .mutation(({ ctx, input }) => cancelScheduled(ctx.deps, ctx.actor.userId, input.id)),

  /** One message, also a deleted one: its `seq` and `threadId` say where a permalink opens. */
  message: readingChat
    .input(ofChat({ messageId: MessageId }))
    .query(({ ctx, input }) => readMessage(ctx.deps.db, ctx.reader, input.messageId)),

  /** Where a message is that I can read, by its id alone. */
  find: signedIn
    .input(z.strictObject({ messageId: MessageId }))
    .query(({ ctx, input }) => findMessage(ctx.deps.db, ctx.actor.userId, input.messageId)),

  /** The newest messages, or those before, after or around a seq or a date. */
  page: readingChat
    .input(ofChat(PageOf))
    .query(({ ctx, input: { limit, ...at } }) =>
      readPage(ctx.deps.db, ctx.reader, oneOf(at), limit),
    ),

  /** The newest replies of a thread, or those before, after or around a seq, with the message they reply to. */
  thread: readingChat
    .input(ofChat({ ...PageOf, threadId: MessageId }))
    .query(({ ctx, input: { threadId, limit, ...at } }) =>
      readThread(ctx.deps.db, ctx.reader, threadId, oneOf(at), limit),
    ),
  follow: inChat
    .input(ofChat({ threadId: MessageId }))
    .mutation(({ ctx, input }) => followThread(ctx.deps, ctx.member, input.threadId, true)),
  unfollow: inChat
    .input(ofChat({ threadId: MessageId }))
    .mutation(({ ctx, input }) => followThread(ctx.deps, ctx.member, input.threadId, false)),

  /** The files of the chat, newest first, of some kinds if given; `before` the seq of the last one there are more. */
  files: readingChat
    .input(
      ofChat({
        before: Seq.optional(),
        kinds: z.array(FileKind).min(1).max(fileKinds.length).optional(),
        limit: z.number().int().min(1).max(limits.filesPage.max).default(limits.filesPage.default),
      }),
    )
    .query(({ ctx, input }) => listFiles(ctx.deps.db, ctx.reader, input)),

  /**
   * The files of all chats that the caller may read, newest first; of a chat, a person, or some kinds if given. `next` is where the
   * following page begins, to be given as `before`.
   */
  allFiles: inWorkspace
    .input(
      ofWorkspace({
        chatId: ChatId.optional(),
        from: UserId.optional(),
        kinds: z.array(FileKind).min(1).max(fileKinds.length).optional(),
        before: MessageId.optional(),
        limit: z.number().int().min(1).max(limits.filesPage.max).default(limits.filesPage.default),
      }),
    )
    .query(({ ctx, input: { workspaceId: _, ...asked } }) =>
      listAllFiles(ctx.deps.db, ctx.member, asked),
    ),

  /** What happened after a seq; `complete: false` asks for a page instead. */
  since: readingChat
    .input(ofChat({ seq: Seq }))
    .query(({ ctx, input }) => readSince(ctx.deps.db, ctx.reader, input.seq)),

  typing: inChat
    .input(ofChat({ threadId: MessageId.optional() }))
    .mutation(({ ctx, input }) => tellTyping(ctx.deps, ctx.member, input.threadId ?? null)),
})
