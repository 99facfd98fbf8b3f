import { z } from 'zod'
import { ChannelName, Topic } from '../../shared/chat.ts'
import { UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { RetentionDays } from '../../shared/people.ts'
import { NotifyLevel } from '../../shared/preferences.ts'
import { inChat, inWorkspace, ofChat, ofWorkspace, readingChat } from '../trpc.ts'
import { requireRole } from '../workspace/access.ts'
import { setArchived } from './archive.ts'
import { setChatRole, transferChat } from './chat-roles.ts'
import { addMembers, createGroup, join } from './enter.ts'
import { leave, removeMember } from './leave.ts'
import { updateChat } from './rename.ts'
import { rulesOf, setChatRetention } from './retention.ts'
import { setSettings } from './settings.ts'

/** The procedures of the chat router by which chats and their members change. */
export const managing = {
  join: readingChat.input(ofChat({})).mutation(({ ctx }) => join(ctx.deps, ctx.reader)),

  /** Leaves; the owner is succeeded by the admin, else the member, who is in it longest. */
  leave: inChat.input(ofChat({})).mutation(({ ctx }) => leave(ctx.deps, ctx.member)),

  addMembers: inChat
    .input(ofChat({ userIds: z.array(UserId).min(1).max(50) }))
    .mutation(({ ctx, input }) => addMembers(ctx.deps, ctx.member, input.userIds)),

  removeMember: inChat
    .input(ofChat({ userId: UserId }))
    .mutation(({ ctx, input }) => removeMember(ctx.deps, ctx.member, input.userId)),

  /** Starts a group chat with others: 3 to 50 people with its maker. */
  createGroup: inWorkspace
    .input(ofWorkspace({ userIds: z.array(UserId).min(1).max(limits.groupPeople.max) }))
    .mutation(async ({ ctx, input }) => {
      requireRole(ctx.member, 'member')
      return { chatId: await createGroup(ctx.deps, ctx.member, input.userIds) }
    }),

  update: inChat
    .input(ofChat({ name: ChannelName.optional(), topic: Topic.optional() }))
    .mutation(({ ctx, input: { name, topic } }) =>
      updateChat(ctx.deps, ctx.member, { name, topic }),
    ),

  archive: inChat.input(ofChat({})).mutation(({ ctx }) => setArchived(ctx.deps, ctx.member, true)),
  restore: inChat.input(ofChat({})).mutation(({ ctx }) => setArchived(ctx.deps, ctx.member, false)),

  setRole: inChat
    .input(ofChat({ userId: UserId, role: z.enum(['admin', 'member']) }))
    .mutation(({ ctx, input }) => setChatRole(ctx.deps, ctx.member, input)),

  /** Gives the chat to another member; its owner stays as an admin. */
  transfer: inChat
    .input(ofChat({ userId: UserId }))
    .mutation(({ ctx, input }) => transferChat(ctx.deps, ctx.member, input.userId)),

  /** For how many days messages are kept here, null for ever: the chat's own rule, the workspace's, and which applies. */
  retention: readingChat
    .input(ofChat({}))
    .query(({ ctx }) => rulesOf(ctx.deps.db, ctx.reader.chatId)),
  setRetention: readingChat
    .input(ofChat({ days: RetentionDays.nullable() }))
    .mutation(({ ctx, input }) => setChatRetention(ctx.deps, ctx.reader, input.days)),

  /** How I want this chat: what I am told of, until when it is muted, whether it is a favourite. */
  settings: inChat
    .input(
      ofChat({
        notify: NotifyLevel.optional(),
        mutedUntil: z.iso.datetime({ offset: true }).nullable().optional(),
        starred: z.boolean().optional(),
      }),
    )
    .mutation(({ ctx, input: { notify, mutedUntil, starred } }) =>
      setSettings(ctx.deps, ctx.member, { notify, mutedUntil, starred }),
    ),
}
